import { streamOf } from '../../src/core/rng.ts';
import { accountMetrics } from '../../src/evaluation/metrics.ts';
import type { AccountTotals } from '../../src/evaluation/metrics.ts';
import { scoreMetrics, scoreQuality } from '../../src/evaluation/scores.ts';
import type { GateWorth, ReportInput, ScoreColumn, SegmentFacts, TradeColumns } from '../../src/report/input.ts';

export const START = Date.UTC(2024, 0, 1);
const INTERVAL = 900_000;
const CASH = 100_000;

export interface Wish {
  readonly rows?: number;
  readonly trades?: number;
  /** Mean net result of a trade, in bps of its notional. */
  readonly drift?: number;
  /** Factor between what a forecast says and what comes. */
  readonly slope?: number;
  /** Weight of the score in the outcome. */
  readonly skill?: number;
  readonly name?: string;
  readonly segments?: number;
}

/** A made-up run with the shapes of a real one; the same for the same wish. */
export function madeInput(wish: Wish = {}): ReportInput {
  const { rows = 12_000, trades = 400, drift = 6, name = 'made-up', segments = 9 } = wish;
  const rng = streamOf(7, 'report', rows, trades);
  const time = Float64Array.from({ length: rows }, (_, i) => START + i * INTERVAL);
  const close = walk(rows, () => rng.normal() * 0.003);
  const log = tradesOf({ rows, trades, drift, time, close, normal: () => rng.normal() });
  const equity = equityOf(rows, log);
  const scores = scoresOf(wish, time, () => rng.normal());
  const accepted = new Uint8Array(rows);
  for (const t of log.entry_time) accepted[(t - START) / INTERVAL] = 1;
  const metrics = [
    ...scoreMetrics(scores[0].quality),
    ...accountMetrics({
      time,
      interval_ms: INTERVAL,
      range: { from: 0, to: rows },
      equity,
      cash: CASH,
      totals: totalsOf(log),
    }),
  ];
  return {
    run: runFacts(name, rows),
    metrics,
    account: { time, equity, close, cash: CASH, ruined: false },
    trades: log,
    decisions: { edge: Float64Array.from({ length: rows }, () => 9 + 2 * rng.normal()), accepted },
    gates: [
      { name: 'warmup', type: 'warmup', first: 100, all: 100, worth: worthOf(-40, 0) },
      { name: 'z', type: 'z_threshold', first: 4200, all: 4300, worth: worthOf(-900, 700) },
      { name: 'ev', type: 'expected_value', first: 900, all: 3100, worth: worthOf(250, -120) },
    ],
    totals: {
      trades,
      decisions: 5200 + trades,
      accepted: trades,
      refused_limit: 0,
      refused_exits: 0,
      refused_min_trade: 0,
    },
    scores,
    judged: 'gbm.h4',
    segments: segmentsOf(segments, rows, equity, rng.normal()),
    importance: ['fold-01', 'fold-02', 'fold-03'].map((fold, f) => ({
      model: 'gbm.h4',
      fold,
      columns: ['ret.1', 'rsi', 'bb.width'],
      values: [4 + f, 2, 1],
    })),
    baselines: [
      { model: 'gbm', label: 'h4', scores: 'constant', rows, mse: 110, over: 0, ic: NaN },
      { model: 'gbm', label: 'h4', scores: 'persistence', rows, mse: 190, over: -0.73, ic: 0.01 },
      { model: 'gbm', label: 'h4', scores: 'model', rows, mse: 109, over: 0.01, ic: 0.1 },
    ],
    drift: ['fold-02', 'fold-03'].flatMap((segment, i) => [
      { segment, what: 'feature' as const, name: 'rsi', psi: 0.04 + i / 50, distance: NaN },
      { segment, what: 'feature' as const, name: 'ret.1', psi: 0.12 + i / 5, distance: NaN },
      { segment, what: 'importance' as const, name: 'gbm.h4', psi: NaN, distance: 0.08 + i / 10 },
      { segment, what: 'shap' as const, name: 'gbm.h4', psi: NaN, distance: 0.05 + i / 10 },
    ]),
    weights: [
      {
        signal: 'edge',
        inputs: ['calibrated.h4', 'calibrated.h16'],
        terms: [0, 1, 2].map((k) => ({ time: START + k * 30 * 86_400_000, weights: [0.7 - 0.3 * k, 0.3 * k - 0.1] })),
      },
    ],
    refits: [
      { segment: 'fold-01', model: 'gbm.h4', refit: true, fitted_in: 'fold-01', column: '', psi: NaN },
      { segment: 'fold-02', model: 'gbm.h4', refit: false, fitted_in: 'fold-01', column: 'rsi', psi: 0.11 },
    ],
    slices: [1, 2, 3].map((category) => ({
      slice: 'vol_regime',
      category,
      bars: Math.floor(rows / 3),
      share: 1 / 3,
      ic: 0.02 * category,
      sign_hit_rate: 0.51,
      trades: Math.floor(trades / 3),
      hit_rate: 0.5,
      net_pnl: 400 * (category - 1.5),
      net_per_trade: 3 * (category - 1.5),
    })),
    ambiguity: { stop_first: equity[rows - 1], target_first: equity[rows - 1] + 150 },
    costs: { taker_bps: 1, maker_bps: 0, round_trip_bps: 3 },
    planted: undefined,
    audit: { checks: 120, moments: 2, findings: 0 },
    history: {
      runs: [
        {
          name: '2024-01-01_00-00-00-ab12cd34',
          digest8: 'ab12cd34',
          commit: 'a'.repeat(40),
          dirty: true,
          metrics: { trades: 12 },
        },
      ],
      total: 1,
      tried: 3,
      sweep: undefined,
    },
    work: {
      seconds: 12.3,
      nodes: [{ kind: 'model', computed: 18, cached: 0 }],
      slowest: [{ id: 'models.gbm/h4/fold-01', seconds: 1.25 }],
    },
  };
}

const worthOf = (shadow_net: number, value: number): GateWorth => ({
  shadow_net,
  shadow_trades: 80,
  shadow_wins: 37,
  net_without: 1000 - value,
  trades_without: 450,
  value,
});

function walk(rows: number, step: () => number): Float64Array {
  let price = 40_000;
  return Float64Array.from({ length: rows }, () => (price *= 1 + step()));
}

function runFacts(name: string, rows: number): ReportInput['run'] {
  const span = { from: START, to: START + rows * INTERVAL };
  const clean = {
    rows_read: rows,
    rows_kept: rows,
    outside_range: 0,
    duplicates: 0,
    gaps: 0,
    missing_bars: 0,
    filled_bars: 0,
    zero_volume: 0,
    gap_list: [],
  };
  return {
    name,
    notes: 'Numbers without a market.',
    digest: 'ab12cd34'.repeat(8),
    symbol: 'SYNUSD',
    interval_ms: INTERVAL,
    rows,
    data: span,
    traded: span,
    dropped: undefined,
    clean,
    seed: 42,
    engine: 'assay 0',
    feed: 'precomputed',
    git: { commit: 'f'.repeat(40), dirty: false },
  };
}

function tradesOf(of: {
  rows: number;
  trades: number;
  drift: number;
  time: Float64Array;
  close: Float64Array;
  normal: () => number;
}): TradeColumns {
  const { rows, trades, drift, time, close, normal } = of;
  const each = (make: (i: number) => number): Float64Array => Float64Array.from({ length: trades }, (_, i) => make(i));
  const every = Math.floor((rows - 20) / Math.max(1, trades));
  const held = each((i) => 1 + ((i * 7) % 16));
  const notional = CASH / 2;
  const net_pnl = each(() => (notional * (drift + 25 * normal())) / 10_000);
  const entry = each((i) => i * every);
  return {
    rows: trades,
    side: each((i) => (i % 2 === 0 ? 1 : -1)),
    entry_time: entry.map((row) => time[row]),
    exit_time: entry.map((row, i) => time[row + held[i]]),
    entry_price: entry.map((row) => close[row]),
    exit_price: entry.map((row) => close[row]),
    size: entry.map((row) => notional / close[row]),
    reason: Array.from(held, (h, i) => (h === 16 ? 'max_hold' : net_pnl[i] > 0 ? 'target' : 'stop')),
    bars_held: held,
    fees: each(() => (2 * notional) / 10_000),
    slippage: each(() => notional / 10_000),
    funding: each(() => 0),
    net_pnl,
    mae: net_pnl.map((pnl) => Math.min(0, pnl / notional - 0.001)),
    mfe: net_pnl.map((pnl) => Math.max(0, pnl / notional + 0.001)),
  };
}

function totalsOf({
  rows,
  net_pnl,
  fees,
  slippage,
  size,
  entry_price,
  exit_price,
  bars_held,
}: TradeColumns): AccountTotals {
  const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  const [won, lost] = [net_pnl.filter((x) => x > 0), net_pnl.filter((x) => x < 0)];
  const turnover = total(size.map((s, i) => s * (entry_price[i] + exit_price[i])));
  return {
    trades: rows,
    wins: won.length,
    losses: lost.length,
    profit: total(won),
    loss: total(lost),
    fees: total(fees),
    slippage: total(slippage),
    funding: 0,
    turnover,
    bars_held: total(bars_held),
  };
}

function equityOf(rows: number, { entry_time, bars_held, net_pnl }: TradeColumns): Float64Array {
  const change = new Float64Array(rows);
  entry_time.forEach((time, i) => (change[(time - START) / INTERVAL + bars_held[i]] += net_pnl[i]));
  let level = CASH;
  return change.map((c) => (level += c));
}

function scoresOf(
  { rows = 12_000, slope = 1, skill = 0.1 }: Wish,
  time: Float64Array,
  normal: () => number,
): ScoreColumn[] {
  const make = (
    name: string,
    label: string,
    horizon: number,
    factor: number,
    calibrator: string | undefined,
  ): ScoreColumn => {
    const truth = Float64Array.from({ length: rows }, () => 10 * normal());
    const realised = truth.map((x) => skill * x + 10 * normal());
    const score = truth.map((x) => (skill * x) / factor);
    const quality = scoreQuality(
      name,
      label,
      { time, score, label: realised },
      { from: 0, to: rows },
      horizon,
      INTERVAL,
    );
    return { name, label, horizon, unit: 'bps', task: 'regression', calibrator, quality, score, realised };
  };
  return [
    make('gbm.h4', 'h4', 4, 1, undefined),
    make('gbm.h16', 'h16', 16, 1, undefined),
    make('calibrated.h4', 'h4', 4, slope, 'calibrators.calibrated'),
  ];
}

function segmentsOf(count: number, rows: number, equity: Float64Array, level: number): SegmentFacts[] {
  const each = Math.floor(rows / count);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * each, (i + 1) * each];
    const before = i === 0 ? CASH : equity[from - 1];
    const net_pnl = equity[to - 1] - before;
    const at = (row: number): number => START + row * INTERVAL;
    return {
      segment: `fold-${String(i + 1).padStart(2, '0')}`,
      train_from: at(from - 4000),
      train_to: at(from),
      test_from: at(from),
      test_to: at(to),
      train_rows: 4000,
      test_rows: each,
      ic: 0.03 + 0.001 * level,
      sign_hit_rate: 0.51,
      trades: 40,
      trade_hit_rate: 0.55,
      net_pnl,
      ret: net_pnl / before,
      max_drawdown: -0.02,
    };
  });
}
