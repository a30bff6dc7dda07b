import type { Team } from '../../core/team.ts';
import type { Content } from './held-matrix.ts';

export type ObjectiveName = 'squared_error' | 'huber' | 'quantile' | 'logistic' | 'multiclass';

/** What early stopping watches; `loss` is the loss of the objective. */
export type MetricName = 'loss' | 'rmse' | 'mae' | 'log_loss' | 'auc' | 'ic' | 'ic_pearson';

/** Parameters of a fit. Fractions lie in (0, 1]; `l1`, `l2`, `gamma` and `min_child_weight` are at least 0. */
export interface BoostingParams {
  readonly objective: ObjectiveName;
  readonly rounds: number;
  /** Levels of splits; undefined = no limit, which only `leaves` allows. */
  readonly max_depth: number | undefined;
  /** Most leaves of a tree, which then grows leaf by leaf, the largest gain first; undefined = level by level. */
  readonly leaves?: number | undefined;
  readonly learning_rate: number;
  readonly l2: number;
  readonly l1: number;
  /** Smallest gain (score of the children less score of the parent) that makes a split. */
  readonly gamma: number;
  /** Smallest sum of hessians in a child; for the squared error the hessian of a row is its weight. */
  readonly min_child_weight: number;
  readonly min_leaf_rows: number;
  /** Share of the rows, and of the features, that each tree is grown on. */
  readonly row_fraction: number;
  readonly feature_fraction: number;
  /** At most 255: one byte a value, with one code for missing. */
  readonly max_bins: number;
  /** Rounds without a better validation metric after which the fit ends; undefined = all rounds are kept. */
  readonly patience: number | undefined;
  readonly metric?: MetricName | undefined;
  /** Per feature: 1 = the prediction may only rise with it (multiclass: the mean label), -1 = only fall, 0 = free. */
  readonly monotone?: readonly number[] | undefined;
  /** Huber loss: the error beyond which the loss is linear. */
  readonly huber_delta?: number | undefined;
  /** Quantile loss: the level, within (0, 1). */
  readonly quantile?: number | undefined;
}

/** Uniform numbers in [0, 1), the only source of chance. One is drawn a fit. */
export interface UniformSource {
  uniform(): number;
}

/**
 * Columns of equal length (NaN = missing). Rows of weight 0 take no part in the fit (their bins may have shaped the
 * edges), so that their label may be NaN.
 */
export interface TrainingSet {
  readonly columns: readonly Float64Array[];
  /** What `contentOf` gives for the columns, where many fits of them follow each other. */
  readonly content?: Content;
  /** The rows that take part; all where absent. */
  readonly places?: ArrayLike<number>;
  readonly target: Float64Array;
  readonly weight?: Float64Array;
}

/**
 * Nodes of one tree, node 0 first, parents before their children; a leaf has feature, left and right -1. A row goes
 * left where `x < threshold`, NaN where `default_left` is 1. The threshold -Number.MAX_VALUE is below every number:
 * there only NaN goes left.
 */
export interface BoostedTree {
  readonly feature: number[];
  readonly threshold: number[];
  readonly default_left: (0 | 1)[];
  readonly left: number[];
  readonly right: number[];
  /** Of a leaf, times the learning rate; 0 elsewhere. */
  readonly value: number[];
  readonly gain: number[];
  /** Sum of hessians of the train rows. */
  readonly cover: number[];
  /** Train rows. */
  readonly rows: number[];
}

/** A fitted model: plain JSON, the same numbers after a round trip through its text. */
export interface BoostedTrees {
  readonly version: 2;
  readonly objective: ObjectiveName;
  /** One start per output: one output, or one a class. */
  readonly base_score: readonly number[];
  /** Labels of the outputs, ascending; only where the objective is `multiclass`. */
  readonly classes?: readonly number[];
  readonly features: number;
  /** Rounds that were run, and how many of their trees are kept. */
  readonly rounds: number;
  readonly best_round: number;
  /** Round by round, one tree per output. */
  readonly trees: readonly BoostedTree[];
  /** Summed gain of the kept trees per feature. */
  readonly gain: readonly number[];
  /** After each round that was run: the loss of the train set, the watched metric of the validation set. */
  readonly history: { readonly train: readonly number[]; readonly validation?: readonly number[] };
}

export interface RoundReport {
  readonly round: number;
  readonly train: number;
  readonly validation: number | undefined;
}

export interface FitOptions {
  /** Read before each round; true makes the fit throw. */
  readonly shouldStop?: () => boolean;
  readonly onRound?: (report: RoundReport) => void;
  /** A model of the same data, parameters and stream, whose rounds need not be run again. */
  readonly from?: BoostedTrees | undefined;
  /** Threads that share the work: the same bytes, sooner. */
  readonly team?: Team | undefined;
}
