import type { JsonValue } from '../artifacts.ts';
import type { Params, Values } from '../params.ts';
import type { Rng } from '../rng.ts';
import type { Team } from '../team.ts';
import type { Component } from './component.ts';
import type { Task } from './label.ts';

/** A library of another maker that may do the fitting. */
export type EngineName = 'lightgbm' | 'xgboost';

/** A shared library, opened in this thread. */
export interface NativeLibrary {
  /** A function of the library by its C prototype; calls are synchronous. */
  func(prototype: string): (...args: readonly unknown[]) => unknown;
  /** The bytes behind a pointer; the library owns them. */
  view(pointer: unknown, bytes: number): ArrayBuffer;
}

/** Other makers' forms of a fitted model: text of LightGBM, JSON of XGBoost. `names` are those of its columns. */
export type WrittenForms = { readonly [form in EngineName]?: (fitted: JsonValue, names: readonly string[]) => string };

/** Rows gathered for a fit: column-major features, one target. */
export interface Sample {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  readonly weight?: Float64Array;
  /**
   * The same rows as places of the whole train window, whose columns stand here: what is made of those alone, purged
   * rows and validation tail included, serves all labels and trials of a fold. Absent where columns were prepared.
   */
  readonly segment?: { readonly columns: readonly Float64Array[]; readonly rows: Int32Array };
}

export interface FitContext {
  readonly rng: Rng;
  /** Read per boosting round: true means stop and throw. */
  readonly cancelled: () => boolean;
  /** Names of the columns, for messages only. */
  readonly names: readonly string[];
  /** What the labels are; absent = regression. */
  readonly task?: Task;
  /** The fitted JSON of this fit with fewer rounds: models that grow by rounds go on from it, to the same bytes. */
  readonly from?: JsonValue;
  /** Of the model's `engine`. */
  readonly library?: NativeLibrary;
  /** Threads that may share the work of this fit; the bytes stay those of one thread. */
  readonly team?: Team;
}

/** What each column adds to the score of each row, beside the score that is expected without knowing any. */
export interface Contributions {
  readonly base: number;
  /** One array per column; base and the values of a row sum to its raw score. */
  readonly values: readonly Float64Array[];
}

/** Whatever is fitted in a fold. Plain JSON: no code, no class; the same bytes after a round trip through its text. */
export interface Model<P extends Params = Params> extends Component<P> {
  readonly tasks: readonly Task[];
  /** Whether rows with NaN features are used; where not, they are left out of the fit and score NaN. */
  readonly accepts_nan: boolean;
  /** The library that fits it: found by the runner, part of every key. Never chosen by what happens to be there. */
  readonly engine?: EngineName;
  /** Forms it can be written in for others to load; `form` is the one it is saved in itself. */
  readonly written?: WrittenForms & { readonly form?: EngineName };
  /** Goes on from `context.from`, to the bytes that one fit of all rounds gives. */
  readonly continues?: true;
  /** Nothing is fitted, so no folds are needed: the scores come from elsewhere, or the model that makes them does. */
  readonly external?: 'scores' | 'model';
  /** Its columns are the scores that other models gave in earlier test windows; it may be fitted on none. */
  readonly stacks?: true;
  /** Share of the train rows, taken from their end, that serves as validation; 0 or absent = none. */
  validation?(values: Values<P>): number;
  fit(values: Values<P>, train: Sample, validation: Sample | undefined, context: FitContext): JsonValue;
  /** Bytes that a fit of so many rows and columns holds beside them; absent = little. */
  memory?(values: Values<P>, rows: number, columns: number): number;
  /** Works on another thread's fit until helpers are asked to leave; only models whose fit shares its work. */
  help?(team: Team): void;
  /** A predictor over the fitted JSON; its bits do not depend on how many rows are asked for at once. */
  load(fitted: JsonValue): Predictor;
  /** Gain or |coefficient| per column, in column order. */
  importance?(fitted: JsonValue): readonly number[];
  /** Shapley values of rows [from, to), in units of the raw score. */
  contributions?(fitted: JsonValue, columns: readonly Float64Array[], from: number, to: number): Contributions;
}

export interface Predictor {
  predict(columns: readonly Float64Array[], from: number, to: number, out: Float64Array, offset: number): void;
}

export function defineModel<const P extends Params>(model: Model<P>): Model<P> {
  return Object.freeze(model);
}
