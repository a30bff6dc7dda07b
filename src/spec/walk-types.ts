import type { Component } from '../core/contracts/component.ts';
import type { Param } from '../core/params.ts';
import type { Problem, ProblemCode } from '../core/problem.ts';
import type { MapTree, Mark } from './tree.ts';
import { marked } from './tree.ts';
import type { CanonicalValues, Validator } from './types.ts';

/** Components by room and type, those of `search` included. */
export interface Types {
  types(room: string): readonly string[];
  load(room: string, type: string): Promise<Component>;
  validator(room: string, type: string): Promise<Validator>;
}

/** A typed block that was met: a named node, or one nested in another block. */
export interface Part {
  readonly room: string;
  readonly path: readonly string[];
  readonly component: Component;
  readonly values: CanonicalValues;
  readonly tree: MapTree;
  readonly key: Mark;
  readonly enabled: boolean;
  /** Whether the values may be used: units, bounds and the component's own rules hold. */
  readonly ok: boolean;
}

/** A name that a parameter of kind input, inputs or formula mentions. */
export interface NameUse {
  readonly name: string;
  readonly path: readonly string[];
  readonly mark: Mark;
  readonly param: Param;
  readonly at: At;
}

export interface Walk {
  readonly types: Types;
  readonly problems: Problem[];
  readonly parts: Part[];
  readonly uses: NameUse[];
  readonly dropped: string[];
}

export interface At {
  readonly path: readonly string[];
  /** Where the key of this value stands; problems of missing keys point at it. */
  readonly key: Mark;
  /** Size of the bars that spans count; undefined where it is not known yet. */
  readonly interval_ms: number | undefined;
  /** Path of the typed block this value belongs to. */
  readonly owner: readonly string[];
  readonly siblings?: Iterable<string>;
}

export interface Value {
  readonly canonical: unknown;
  readonly written: unknown;
  readonly ok: boolean;
}

export const BAD: Value = { canonical: undefined, written: undefined, ok: false };

/** Notes a problem at a mark; gives the value that stands for what could not be read. */
export function complain(
  w: Walk,
  code: ProblemCode,
  at: { path: readonly string[] },
  mark: Mark,
  message: string,
  more: Partial<Problem> = {},
): Value {
  w.problems.push(marked({ code, path: at.path, message, ...more }, mark));
  return BAD;
}
