import { icByGroup, maxDrawdown, overallIc, signHitRate, summariseIc } from '../evaluation/_stats/index.ts';
import type { SimulationResult } from '../execution/_simulator/types.ts';
import type { SegmentFacts } from '../report/input.ts';
import { foldName } from './plan.ts';
import type { FoldRows, Plan } from './plan.ts';
import type { JudgedScore } from './qualities.ts';

export interface SegmentInput {
  readonly plan: Plan;
  readonly result: SimulationResult;
  /** Scores and label that `evaluation.label` names; absent for rules. */
  readonly judged: Pick<JudgedScore, 'score' | 'label' | 'middle'> | undefined;
}

/** Segments in order; a trade belongs to the segment of its entry, where trades are logged. PnL is the change of equity within the test window. */
export function segmentsOf(input: SegmentInput): readonly SegmentFacts[] {
  return input.plan.folds.map((fold) => segmentOf(input, fold));
}

/** Of one judged symbol over all rows; of several the mean over the times. */
function icOf({ panel, spec }: Plan, { test }: FoldRows, score: Float64Array, label: Float64Array): number {
  if (!panel.several || spec.evaluation.symbols?.length === 1) return overallIc(score, label).ic;
  const pool = panel.pooled();
  const { from } = pool.range(test);
  const times = new Float64Array(score.length);
  for (let g = test.from; g < test.to; g++) times.fill(g, pool.at(g) - from, pool.at(g + 1) - from);
  return summariseIc(icByGroup(score, label, times).ic, 0).mean;
}

function segmentOf({ plan, result, judged }: SegmentInput, fold: FoldRows): SegmentFacts {
  const { bars, spec } = plan;
  const { from, to } = fold.test;
  const equity = result.equity;
  const before = from > plan.traded.from ? equity[from - 1] : Number(spec.execution.values['cash']);
  const end = equity[to - 1];
  const fall = maxDrawdown({ time: bars.time.subarray(from, to), equity: equity.subarray(from, to) });
  const trades = result.details?.trades;
  let count = 0;
  let wins = 0;
  for (let i = 0; i < (trades?.rows ?? 0); i++) {
    const row = trades?.entry_row[i] ?? -1;
    if (row < from || row >= to) continue;
    count += 1;
    if ((trades?.net_pnl[i] ?? 0) > 0) wins += 1;
  }
  const rows = plan.panel.pooled().range(fold.test);
  const cut = (x: Float64Array | undefined): Float64Array | undefined => x?.subarray(rows.from, rows.to);
  const [score, label] = [cut(judged?.score), cut(judged?.label)];
  const train = plan.panel.pooled().range(fold.train);
  const known = score !== undefined && label !== undefined;
  return {
    segment: foldName(fold.index),
    train_from: fold.times.train.from,
    train_to: fold.times.train.to,
    test_from: fold.times.test.from,
    test_to: fold.times.test.to,
    train_rows: train.to - train.from,
    test_rows: rows.to - rows.from,
    ic: known ? icOf(plan, fold, score, label) : NaN,
    sign_hit_rate: known ? signHitRate(score, label, judged?.middle) : NaN,
    trades: trades === undefined ? NaN : count,
    trade_hit_rate: count === 0 ? NaN : wins / count,
    net_pnl: end - before,
    ret: end / before - 1,
    max_drawdown: fall?.depth ?? 0,
  };
}
