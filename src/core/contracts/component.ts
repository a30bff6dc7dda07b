import type { Params, Values } from '../params.ts';

/** A rule between parameters that a schema cannot say; `key` names the parameter to blame. */
export interface Objection {
  readonly key: string;
  readonly message: string;
  readonly expected?: string;
  readonly hint?: string;
}

/** What all components share. One file = one component; the file's name is its type in kebab-case. */
export interface Component<P extends Params = Params> {
  readonly type: string;
  /** Part of every key: raise it when a number changes. */
  readonly version: number;
  readonly summary: string;
  /** Paper, section or URL of the definition. */
  readonly source?: string;
  readonly params: P;
  /** Keys of its room that make no sense for it. */
  readonly omits?: readonly string[];
  check?(values: Values<P>): readonly Objection[];
}
