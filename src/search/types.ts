/**
 * What the parts of a search hand to each other. A search knows parameters, losses and times to stop; it knows nothing
 * of specs, plans or backtests.
 */

/** A value as it stands in a spec: `0.3`, `2bps`, `14d`, `true`. */
export type Scalar = string | number | boolean | null;

/** Values of one trial by spec path, as written. A path whose condition does not hold is absent. */
export type Params = { readonly [path: string]: Scalar };

export interface FloatDomain {
  readonly kind: 'float';
  readonly low: number;
  /** Reached exactly: low plus a whole number of steps. */
  readonly high: number;
  readonly step?: number;
  readonly log: boolean;
}

export interface IntegerDomain {
  readonly kind: 'integer';
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly log: boolean;
}

export interface CategoricalDomain {
  readonly kind: 'categorical';
  readonly choices: readonly Scalar[];
}

export type Domain = FloatDomain | IntegerDomain | CategoricalDomain;

/** Holds while the parameter `parent` (its place in the space) has one of `values` (internal). */
export interface Condition {
  readonly parent: number;
  readonly values: readonly number[];
}

export interface SearchParam {
  readonly path: string;
  readonly domain: Domain;
  /** Unit of the number that is walked: `bps`, `d`, empty where values are written bare. */
  readonly unit: string;
  /** All must hold. */
  readonly when: readonly Condition[];
}

/** Parents stand before the parameters that depend on them. */
export interface Space {
  readonly params: readonly SearchParam[];
  readonly places: ReadonlyMap<string, number>;
}

/**
 * Internal values in the order of the space: the number that is walked, or the index of a choice; NaN where the
 * condition does not hold.
 */
export type Point = Float64Array;

/**
 * `pending`: params are known, the result is not (or may not be looked at yet). `infeasible`: the spec of the trial does
 * not stand, or its objective is withheld.
 */
export type TrialState = 'pending' | 'complete' | 'pruned' | 'failed' | 'infeasible';

/** What samplers and pruners may see of another trial. */
export interface PastTrial {
  readonly index: number;
  readonly state: TrialState;
  readonly params: Params;
  /** Lower is better: the objective, its sign turned where it is maximized. For `complete`. */
  readonly loss?: number;
  /** Of all objectives, where there are several. */
  readonly losses?: readonly number[];
  /** By how much constraints are missed; 0 or absent where all hold. */
  readonly violation?: number;
  /** Losses of the folds that were run, in the order of `foldOrder`; NaN where one has none. */
  readonly folds?: readonly number[];
}

export interface Sampler {
  readonly type: 'grid' | 'random' | 'sobol' | 'tpe' | 'cma_es';
  /** Whether it looks at results of other trials. */
  readonly looksBack: boolean;
  /** Pure in (trial index, history). In: history as `historyFor` cuts it, in order of index. */
  readonly suggest: (trialIndex: number, history: readonly PastTrial[]) => Params;
}

/**
 * By what a trial stops, fixed when it starts; plain data, so that it crosses to a thread. `limits`: it stops where its
 * mean loss after i + 1 folds is above limit i. `best`: where it loses to these losses, fold by fold, significantly.
 */
export type StopRule =
  | { readonly by: 'limits'; readonly limits: readonly number[] }
  | { readonly by: 'best'; readonly best: readonly number[]; readonly startup: number; readonly p_value: number };

export interface Pruner {
  readonly type: 'median' | 'wilcoxon' | 'asha' | 'hyperband';
  /** Pure in (trial index, history); undefined where the trial cannot stop. History as for samplers. */
  readonly rule: (trialIndex: number, history: readonly PastTrial[]) => StopRule | undefined;
}

export type Direction = 'maximize' | 'minimize';

export interface Objective {
  readonly metric: string;
  readonly direction: Direction;
}

export interface Bound {
  readonly min?: number;
  readonly max?: number;
}

export type Constraints = { readonly [metric: string]: Bound };
