import type { TimeRange } from '../core/artifacts.ts';
import type { Calibrator } from '../core/contracts/calibrator.ts';
import type { Room } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import type { Diagnostic } from '../core/contracts/diagnostic.ts';
import type { Feature } from '../core/contracts/feature.ts';
import type { Gate } from '../core/contracts/gate.ts';
import type { Label } from '../core/contracts/label.ts';
import type { Model } from '../core/contracts/model.ts';
import type { Limit, Select, Sizing } from '../core/contracts/portfolio.ts';
import type { Signal } from '../core/contracts/signal.ts';
import type { Split } from '../core/contracts/split.ts';
import type { Kind, Period, Role, Typed } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import type { Schedule } from '../core/schedule.ts';

/** What `spec/` knows of the components: their names and shapes, never a kernel. */
export interface Registry {
  /** Types of a room, sorted; reads no component. */
  types(room: Room): readonly string[];
  load(room: Room, type: string): Promise<Component>;
  /** AJV standalone validator of the canonical form of that component's parameters, room's common keys included. */
  validator(room: Room, type: string): Promise<Validator>;
}

export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidatorError[] | null;
}
export interface ValidatorError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly [key: string]: unknown };
  readonly message?: string;
  readonly data?: unknown;
}

/** Canonical values: units resolved, defaults filled. Names of inputs stay as written; `bindings` says what they mean. */
export type CanonicalValues = { readonly [key: string]: unknown };

/** What a name in the spec refers to. `output` is the part after the dot, '' for a node's only column. */
export interface Reference {
  readonly role: Role;
  /** Node name; for `bar` the column (`close`). */
  readonly node: string;
  readonly output: string;
}

export interface Node<C extends Component = Component> {
  readonly name: string;
  readonly room: Room;
  /** Spec path: `['features', 'close_z']`. */
  readonly path: readonly string[];
  readonly component: C;
  readonly values: CanonicalValues;
}

/** Where funding rates come from. */
export interface FundingBlock {
  readonly type: 'store' | 'csv';
  readonly path: string | undefined;
  readonly gaps?: 'error' | 'unpaid' | undefined;
}

/** Where the exchange's rules for orders and margins come from. */
export interface InstrumentsBlock {
  readonly type: 'exchange_info';
  readonly path: string;
  readonly brackets: string | undefined;
}

export interface HoldoutBlock {
  /** Epoch ms. */
  readonly from: number;
  readonly open: boolean;
}

/** Who is traded when. */
export type UniverseBlock =
  | { readonly type: 'list'; readonly path: string }
  | { readonly type: 'top_volume'; readonly count: number; readonly window?: Period; readonly every?: Period };

export interface DataBlock {
  readonly source: Typed;
  readonly exchange: string | undefined;
  /** As written; empty where a universe says who there is. */
  readonly symbols: readonly string[];
  readonly universe: UniverseBlock | undefined;
  readonly interval_ms: number;
  /** What is read; absent bounds = all the source has. Ends where a sealed range begins. */
  readonly range: Partial<TimeRange>;
  readonly holdout: HoldoutBlock | undefined;
  readonly funding: FundingBlock | undefined;
  readonly instruments: InstrumentsBlock | undefined;
  readonly clean: {
    readonly gaps: 'error' | 'keep' | 'forward_fill' | 'drop';
    readonly max_gap_bars: number | undefined;
    readonly duplicates: 'error' | 'keep_first' | 'keep_last';
    readonly zero_volume: 'error' | 'keep' | 'drop';
  };
}

/** A spec after extends, --set, defaults and checks: everything the runner needs, nothing it has to look up again. */
export interface ResolvedSpec {
  readonly file: string;
  readonly name: string;
  readonly seed: number;
  readonly data: DataBlock;
  /** In dependency order, enabled ones only (as all maps here). */
  readonly features: readonly Node<Feature>[];
  readonly labels: readonly Node<Label>[];
  readonly split: Node<Split> | undefined;
  readonly models: readonly Node<Model>[];
  readonly calibrators: readonly Node<Calibrator>[];
  readonly signals: readonly Node<Signal>[];
  /** In rank order, then by name. */
  readonly gates: readonly Node<Gate>[];
  readonly portfolio: {
    readonly of: string;
    readonly side: 'long' | 'short' | 'both' | 'long_short';
    /** Those that are traded; undefined = all. */
    readonly symbols: readonly string[] | undefined;
    readonly select: Node<Select> | undefined;
    readonly rebalance: Schedule | undefined;
    readonly sizing: Node<Sizing>;
    readonly limits: readonly Node<Limit>[];
  };
  readonly execution: Node;
  readonly evaluation: {
    readonly label: string | undefined;
    /** Those that are judged; undefined = all. */
    readonly symbols: readonly string[] | undefined;
    readonly slices: readonly string[];
    /** By name. */
    readonly diagnostics: readonly Node<Diagnostic>[];
  };
  /** As written, defaults not filled; read by `sweep`. */
  readonly search: CanonicalValues | undefined;
  /** Kind of the parameter at each path of `search.space`. */
  readonly searched: ReadonlyMap<string, Kind>;
  /** Columns of each model, globs and minus resolved, in written order: `ret.1`, `ema_gap`. */
  readonly modelColumns: ReadonlyMap<string, readonly string[]>;
  /** Meaning of every name: bar columns, `node`, `node.output`. */
  resolve(name: string): Reference | undefined;
  /** The resolved spec as written, defaults filled: a valid spec with the same digest. */
  readonly written: CanonicalValues;
  /** Keys dropped because a `type` changed: `models.gbm.rounds`. */
  readonly dropped: readonly string[];
  /** A run-time problem at a spec path, with file, line, column and excerpt filled in. */
  locate(problem: Problem): Problem;
}
