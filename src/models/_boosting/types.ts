/** Parameters of a fit. Fractions lie in (0, 1]; `l1`, `l2`, `gamma` and `min_child_weight` are at least 0. */
export interface BoostingParams {
  readonly objective: 'squared_error' | 'logistic';
  readonly rounds: number;
  readonly max_depth: number;
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
  /** Rounds without a better validation loss after which the fit ends; undefined = all rounds are kept. */
  readonly patience: number | undefined;
}

/** Uniform numbers in [0, 1), the only source of chance. */
export interface UniformSource {
  uniform(): number;
}

/**
 * A feature matrix cut into bins of the train rows. `bins` holds blocks of four features, each block row by row, one
 * byte a feature: the number of edges at or below the value, 255 for NaN. Plain data: it may be sent to a worker.
 */
export interface Binned {
  readonly rows: number;
  readonly max_bins: number;
  readonly edges: readonly Float64Array[];
  readonly bins: Uint8Array;
}

/**
 * Columns are raw features (NaN = missing) or the result of `binMatrix`, which several targets may share. Rows of
 * weight 0 take no part in the fit (their bins may have shaped the edges), so that their label may be NaN.
 */
export interface TrainingSet {
  readonly columns: readonly Float64Array[] | Binned;
  readonly target: Float64Array;
  readonly weight?: Float64Array;
}

/**
 * Nodes of one tree, node 0 first; a leaf has feature, left and right -1. A row goes left where `x < threshold`, NaN
 * where `default_left` is 1. The threshold -Number.MAX_VALUE is below every number: there only NaN goes left.
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
}

/** A fitted model: plain JSON, the same numbers after a round trip through its text. */
export interface BoostedTrees {
  readonly version: 1;
  readonly objective: BoostingParams['objective'];
  readonly base_score: number;
  readonly features: number;
  /** Rounds that were run, and how many of their trees are kept. */
  readonly rounds: number;
  readonly best_round: number;
  readonly trees: readonly BoostedTree[];
  /** Summed gain of the kept trees per feature. */
  readonly gain: readonly number[];
  /** Loss after each round that was run: root mean square error, or mean log loss. */
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
  /** Weights are whole numbers (rows drawn with replacement), so that sums of hessians 1 count draws exactly. */
  readonly drawn?: boolean;
}
