import type { CleanReport, TimeRange } from '../core/artifacts.ts';
import type { DiagnosticChart, DiagnosticFact } from '../core/contracts/diagnostic.ts';
import type { Metric } from '../evaluation/metrics.ts';
import type { ScoreQuality } from '../evaluation/scores.ts';
import type { Table } from './table.ts';

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
  /** Each model beside the baselines; empty where nothing is fitted. */
  readonly baselines: readonly BaselineFacts[];
  /** How far each later segment is from the first. */
  readonly drift: readonly DriftFacts[];
  /** What signals that learn give to their inputs; empty where none learns. */
  readonly weights: readonly LearntWeights[];
  /** What each fold of `split.refit: on_drift` decided; empty where all are fitted. */
  readonly refits: readonly RefitFacts[];
  /** Results by `evaluation.slices`. */
  readonly slices: readonly SliceFacts[];
  /** Undefined where one symbol is traded. */
  readonly panel?: PanelFacts | undefined;
  /** Cash at the end when the stop, or else the target, comes first in a bar that holds both. */
  readonly ambiguity: { readonly stop_first: number; readonly target_first: number };
  readonly costs: CostFacts;
  /** What the synthetic market holds; absent for real data. */
  readonly planted: { readonly ic: number; readonly horizon_bars: number; readonly carrier: string } | undefined;
  readonly audit: { readonly checks: number; readonly moments: number; readonly findings: number } | undefined;
  /** What could have been traded instead, where a signal ranks against later scores. */
  readonly beside?: { readonly ahead: readonly string[]; readonly metrics: readonly Metric[] } | undefined;
  /** What `evaluation.diagnostics` has found, by name. */
  readonly diagnostics?: readonly DiagnosticFacts[];
  /** What earlier runs and sweeps of the experiment have left; absent where nobody looked. */
  readonly history: HistoryFacts | undefined;
  /** With `history`, `run.git` and `run.feed` the only part that may differ between two runs of one spec. */
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
  /** Absent where the gate was not simulated again. */
  readonly worth?: GateWorth | undefined;
}

/** What a gate is worth: money in quote units, counts of trades. */
export interface GateWorth {
  /** Net result of an account of its own that takes only the decisions which this gate was the first to refuse. */
  readonly shadow_net: number;
  readonly shadow_trades: number;
  readonly shadow_wins: number;
  /** Net result and trades of the same run without this gate. */
  readonly net_without: number;
  readonly trades_without: number;
  /** Net result of the run less `net_without`: what the gate adds. */
  readonly value: number;
}

export interface DecisionTotals {
  /** Closed trades. */
  readonly trades: number;
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

/** One walk-forward segment, cut from the one simulation over all test windows. */
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

/** Out-of-sample errors of one set of scores for a label, over the rows where the model and both baselines have one. */
export interface BaselineFacts {
  readonly model: string;
  readonly label: string;
  readonly scores: 'constant' | 'persistence' | 'model';
  readonly rows: number;
  readonly mse: number;
  /** 1 - mse / mse of the constant. */
  readonly over: number;
  readonly ic: number;
}

/** Distance of one segment from the first: PSI of a column, or total variation distance of a model's importances or mean Shapley values. */
export interface DriftFacts {
  readonly segment: string;
  readonly what: 'feature' | 'importance' | 'shap';
  readonly name: string;
  readonly psi: number;
  readonly distance: number;
}

/** Weights of one signal over time; `weights[k]` belongs to `inputs[k]`. */
export interface LearntWeights {
  readonly signal: string;
  readonly inputs: readonly string[];
  readonly terms: readonly { readonly time: number; readonly weights: readonly number[] }[];
}

/** What a fold of `split.refit: on_drift` decided for one model and label. */
export interface RefitFacts {
  readonly segment: string;
  readonly model: string;
  readonly refit: boolean;
  /** Fold whose fit is in use. */
  readonly fitted_in: string;
  /** The column that had moved farthest, and its PSI; empty and NaN in the first fold. */
  readonly column: string;
  readonly psi: number;
}

/** Results of a run in one category of a feature. A trade belongs to the category of the bar it was decided on. */
export interface SliceFacts {
  readonly slice: string;
  readonly category: number;
  readonly bars: number;
  /** Of the traded bars; bars whose category is not known belong to none. */
  readonly share: number;
  /** Spearman of the judged score and its label; NaN for rules. */
  readonly ic: number;
  readonly sign_hit_rate: number;
  readonly trades: number;
  readonly hit_rate: number;
  readonly net_pnl: number;
  readonly net_per_trade: number;
}

/** Rates in bps: fees per side, the round trip with slippage. */
export interface CostFacts {
  readonly taker_bps: number;
  readonly maker_bps: number;
  readonly round_trip_bps: number;
}

/** Tables of a run over several symbols, each shown as it is in its file. */
/** By traded bar: sum of |size x price| and of size x price over equity, and symbols held. */
export type ExposureFacts = { readonly [key in 'gross' | 'net' | 'positions']: Float64Array };

export interface PanelFacts {
  /** Undefined where whole columns were traded. */
  readonly exposure?: ExposureFacts | undefined;
  readonly tables: { readonly [file: string]: Table };
  /** Policies that came to bear, by name. */
  readonly counts: { readonly [name: string]: number };
}

/** What a diagnostic found: small tables by suffix, pictures of them, single numbers. */
export interface DiagnosticFacts {
  readonly name: string;
  readonly type: string;
  readonly tradable: boolean;
  readonly tables: { readonly [suffix: string]: Table };
  readonly charts: readonly (DiagnosticChart & { readonly table: string })[];
  readonly facts: readonly DiagnosticFact[];
}

export interface WorkFacts {
  readonly seconds: number;
  readonly nodes: readonly { readonly kind: string; readonly computed: number; readonly cached: number }[];
  readonly slowest: readonly { readonly id: string; readonly seconds: number }[];
}

export interface HistoryFacts {
  /** Earlier runs of the experiment, newest first, and how many there are in all. */
  readonly runs: readonly EarlierRun[];
  readonly total: number;
  /** Distinct runs and trials that ever saw these data, this one left out. */
  readonly tried: number;
  /** The sweep whose best trial this run is. */
  readonly sweep: SweepFacts | undefined;
}

export interface EarlierRun {
  readonly name: string;
  readonly digest8: string;
  readonly commit: string | undefined;
  readonly dirty: boolean;
  readonly metrics: { readonly [name: string]: number };
}

/** What a sweep says of its best trial. */
export interface SweepFacts {
  readonly name: string;
  readonly trials: number;
  /** Its first objective: name, value of the best trial, and of the trials beside it. */
  readonly objective: string;
  readonly best: number;
  readonly neighbours: {
    readonly count: number;
    readonly median: number;
    readonly lowest: number;
    readonly highest: number;
  };
  /** Probability that the Sharpe ratio is above what luck gives the best of as many; undefined where withheld. */
  readonly dsr: number | undefined;
  /** Probability of backtest overfitting; undefined where withheld. */
  readonly pbo: number | undefined;
}
