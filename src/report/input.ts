import type { CleanReport, TimeRange } from '../core/artifacts.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { ScoreQuality } from '../evaluation/scores.ts';

/** All that a report is made of: plain data of one run. Columns cover the traded rows only, in time order. */
export interface ReportInput {
  readonly run: RunFacts;
  readonly metrics: readonly Metric[];
  readonly account: AccountCurve;
  /** Absent where the simulation kept no details. */
  readonly trades: TradeColumns | undefined;
  readonly decisions: DecisionColumns;
  readonly gates: readonly GateFacts[];
  readonly totals: DecisionTotals;
  readonly scores: readonly ScoreColumn[];
  /** Name of the score that the run is judged by. */
  readonly judged: string | undefined;
  readonly segments: readonly SegmentFacts[];
  readonly importance: readonly FoldImportance[];
  /** Cash at the end when the stop, or else the target, comes first in a bar that holds both. */
  readonly ambiguity: { readonly stop_first: number; readonly target_first: number };
  readonly costs: CostFacts;
  /** What the synthetic market holds; absent for real data. */
  readonly planted: { readonly ic: number; readonly horizon_bars: number; readonly carrier: string } | undefined;
  readonly audit: { readonly checks: number; readonly moments: number; readonly findings: number } | undefined;
  /** The only part that may differ between two runs of one spec, with `run.git`. */
  readonly work: WorkFacts;
}

export interface RunFacts {
  readonly name: string;
  readonly notes: string;
  readonly digest: string;
  readonly symbol: string;
  readonly interval_ms: number;
  /** Bars of the data window and the time they span. */
  readonly rows: number;
  readonly data: TimeRange;
  readonly traded: TimeRange | undefined;
  readonly dropped: TimeRange | undefined;
  readonly clean: CleanReport;
  readonly seed: number;
  readonly engine: string;
  readonly feed: string;
  readonly git: { readonly commit: string; readonly dirty: boolean } | undefined;
}

/** `time` = bar open (epoch ms); equity and close at the bar's end, in quote units. */
export interface AccountCurve {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly close: Float64Array;
  readonly cash: number;
  readonly ruined: boolean;
}

/** Closed trades, as in trades.csv; money in quote units, `mae` and `mfe` fractions of the entry price. */
export interface TradeColumns {
  readonly rows: number;
  readonly side: Float64Array;
  readonly entry_time: Float64Array;
  readonly exit_time: Float64Array;
  readonly entry_price: Float64Array;
  readonly exit_price: Float64Array;
  readonly size: Float64Array;
  readonly reason: readonly string[];
  readonly bars_held: Float64Array;
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
  readonly funding: Float64Array;
  readonly net_pnl: Float64Array;
  readonly mae: Float64Array;
  readonly mfe: Float64Array;
}

/** Per traded row: the signal's edge (bps, NaN = none) and 1 where the decision was accepted and ordered. */
export interface DecisionColumns {
  readonly edge: Float64Array;
  readonly accepted: Uint8Array;
}

export interface GateFacts {
  readonly name: string;
  readonly type: string;
  readonly first: number;
  readonly all: number;
}

export interface DecisionTotals {
  readonly decisions: number;
  readonly accepted: number;
  readonly refused_limit: number;
  readonly refused_exits: number;
  readonly refused_min_trade: number;
}

/** An out-of-sample score beside what came: `realised` is the label's value, in `unit`. */
export interface ScoreColumn {
  readonly name: string;
  readonly label: string;
  readonly horizon: number;
  readonly unit: string;
  readonly task: 'regression' | 'binary';
  /** Spec path of the calibrator it comes from; absent for raw model scores. */
  readonly calibrator: string | undefined;
  readonly quality: ScoreQuality;
  readonly score: Float64Array;
  readonly realised: Float64Array;
}

export interface SegmentFacts {
  readonly segment: string;
  readonly train_from: number;
  readonly train_to: number;
  readonly test_from: number;
  readonly test_to: number;
  readonly train_rows: number;
  readonly test_rows: number;
  readonly ic: number;
  readonly sign_hit_rate: number;
  readonly trades: number;
  readonly trade_hit_rate: number;
  readonly net_pnl: number;
  readonly ret: number;
  readonly max_drawdown: number;
}

/** Importances of one fitted model; `values[i]` belongs to `columns[i]`. */
export interface FoldImportance {
  readonly model: string;
  readonly fold: string;
  readonly columns: readonly string[];
  readonly values: readonly number[];
}

/** Rates in bps: fees per side, the round trip with slippage. */
export interface CostFacts {
  readonly taker_bps: number;
  readonly maker_bps: number;
  readonly round_trip_bps: number;
}

export interface WorkFacts {
  readonly seconds: number;
  readonly nodes: readonly { readonly kind: string; readonly computed: number; readonly cached: number }[];
  readonly slowest: readonly { readonly id: string; readonly seconds: number }[];
}
