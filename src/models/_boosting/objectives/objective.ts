/** Labels, weights and scores of a matrix, and those of its rows that take part. */
export interface Labelled {
  readonly target: Float64Array;
  readonly weight: Float64Array | undefined;
  readonly rows: Uint32Array;
}

/** Where the gradients and hessians of the listed rows go, in their order. */
export interface GradientBuffers {
  readonly g: Float64Array;
  /** Empty where all hessians are 1. */
  readonly h: Float64Array;
}

/** A loss: what its derivatives by the scores are, and how scores read as a prediction. One score per output. */
export interface Objective {
  readonly outputs: number;
  /** Whether the hessian of a row without weight is 1, so that sums of hessians count rows. */
  readonly unitHessian: boolean;
  /** Why a label cannot be used, if so. */
  readonly refuses: (label: number) => string | undefined;
  /** The best constant score of each output. */
  readonly baseScores: (data: Labelled) => readonly number[];
  /** Writes gradient and hessian by one output's score, times weight. Outputs of a round are asked for in order. */
  readonly gradients: (
    data: Labelled,
    scores: readonly Float64Array[],
    output: number,
    buffers: GradientBuffers,
  ) => void;
  /** Weighted mean loss, lower is better. */
  readonly loss: (data: Labelled, scores: readonly Float64Array[]) => number;
  /** The gradient without weights is score less label, the loss its root mean square: the kernel computes both. */
  readonly isPlainError?: boolean;
  /** Where leaves take a statistic of their rows' errors (label less score): the level of a weighted quantile. */
  readonly leafQuantile?: number;
}

export const weightOf = ({ weight }: Labelled, row: number): number => (weight === undefined ? 1 : weight[row]);

export function weightedMean(data: Labelled): number {
  let sum = 0;
  let total = 0;
  for (const row of data.rows) {
    const w = weightOf(data, row);
    sum += w * data.target[row];
    total += w;
  }
  return sum / total;
}

/** Weighted mean over the rows of a function of label and score. */
export function meanLoss(data: Labelled, scores: Float64Array, of: (label: number, score: number) => number): number {
  const { target, rows } = data;
  let sum = 0;
  let total = 0;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k];
    const w = weightOf(data, row);
    sum += w * of(target[row], scores[row]);
    total += w;
  }
  return sum / total;
}

/** The least value v of which values up to v hold at least `level` of all weight. NaN where there is none. */
export function weightedQuantile(values: Float64Array, weights: Float64Array, level: number): number {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b] || a - b);
  let total = 0;
  for (const k of order) total += weights[k];
  let held = 0;
  for (const k of order) {
    held += weights[k];
    if (held >= level * total) return values[k];
  }
  return values[order[order.length - 1]] ?? NaN;
}
