import { strongestCorrelation } from '../../data/_market.ts';
import type { Environment } from '../compute.ts';
import { planExperiment } from '../open.ts';
import type { OpenOptions, Opened } from '../open.ts';
import { judgedScore } from '../qualities.ts';
import { runPlan } from '../run.ts';
import type { RunOutcome } from '../run.ts';

/** What the same spec is run on: bars without an edge, its own bars with shuffled train labels, bars with a known edge. */
export type Ground = 'noise' | 'permuted' | 'planted';

export interface Control {
  readonly ground: Ground;
  /** Whether there is anything to be found. */
  readonly edge: boolean;
  /** What was planted: correlation of the best predictor with the return over `horizon` bars. */
  readonly planted: { readonly correlation: number; readonly horizon: number } | null;
  readonly ic: number | null;
  readonly t: number | null;
  readonly p: number | null;
  readonly net_return: number | null;
  readonly trades: number;
  readonly sharpe_daily: number | null;
  /** Probability that the true Sharpe ratio is above 0. */
  readonly psr: number | null;
  readonly found: boolean;
  /** Something was found where nothing is. */
  readonly false_find: boolean;
}

/** A find: the coefficient or the Sharpe ratio is above 0 at this level, one-sided. */
export const FIND_LEVEL = 0.01;
const PLANTED = 0.08;

/**
 * Runs the spec where the answer is known. White noise: generated bars whose expected close is the last close, of the same
 * length and interval. Permuted: the real bars, but the labels of each fit's purged train rows are dealt out anew, so a
 * model can learn nothing; calibration and judgement keep the true labels. Planted: generated bars with a stated edge.
 * An honest pipeline finds something in either of the first two about twice in a hundred runs (two looks at 1 %).
 */
export async function nullControls(
  opened: Opened,
  options: OpenOptions,
  environment: Environment,
): Promise<readonly Control[]> {
  const { spec, config, plan } = opened;
  const own: Environment = { ...environment, store: undefined };
  const horizon = plannedHorizon(opened);
  const correlation = Math.min(PLANTED, Math.floor(strongestCorrelation(horizon) * 100) / 100);
  const generated = async (predictability: number): Promise<RunOutcome> => {
    const { bars } = plan;
    const range = { from: bars.time[0], to: bars.time[bars.rows - 1] + bars.interval_ms };
    const standIn = opened.data.truth !== null && spec.data.source['missing'] === 'synthetic';
    const missing = standIn ? { missing: 'synthetic' } : {};
    const source = { type: 'synthetic', ...missing, predictability, horizon, regimes: 3, annual_volatility: 0.6 };
    const other = { ...spec, data: { ...spec.data, source, range } };
    return runPlan(await planExperiment(other, config, { ...options, cache: false }), { feed: 'precomputed' }, own);
  };
  const controls = [controlOf('noise', null, await generated(0))];
  if (plan.nodes.some(({ kind }) => kind === 'model')) {
    const permuted = await runPlan({ ...opened, plan: { ...plan, permuted: true } }, { feed: 'precomputed' }, own);
    controls.push(controlOf('permuted', null, permuted));
  }
  controls.push(controlOf('planted', { correlation, horizon }, await generated(correlation)));
  return controls;
}

/** Horizon of the judged label, else of the longest one; 4 where the spec has none. */
function plannedHorizon({ spec }: Opened): number {
  const horizonOf = (node: (typeof spec.labels)[number]): number => node.component.horizon(node.values);
  const judged = spec.labels.filter(({ name }) => name === spec.evaluation.label);
  const horizons = (judged.length > 0 ? judged : spec.labels).map(horizonOf);
  return horizons.length === 0 ? 4 : Math.min(1000, Math.max(1, ...horizons));
}

function controlOf(
  ground: Ground,
  planted: Control['planted'],
  { plan, computed, judged: scores, qualities, metrics, result }: RunOutcome,
): Control {
  const judged = judgedScore(plan, computed, scores);
  const quality = qualities.find(({ name }) => name === judged?.name);
  const valueOf = (name: string): number | null => finite(metrics.find((metric) => metric.name === name)?.value);
  const p = finite(quality?.p);
  const psr = valueOf('psr');
  const found = (p !== null && p < FIND_LEVEL) || (psr !== null && psr > 1 - FIND_LEVEL);
  return {
    ground,
    edge: planted !== null,
    planted,
    ic: finite(quality?.ic),
    t: finite(quality?.t),
    p,
    net_return: valueOf('total_return'),
    trades: result.totals.trades,
    sharpe_daily: valueOf('sharpe_daily'),
    psr,
    found,
    false_find: found && planted === null,
  };
}

const finite = (x: number | null | undefined): number | null =>
  x !== null && x !== undefined && Number.isFinite(x) ? x : null;
