import type { Team } from '../../core/team.ts';
import type { JsonValue } from '../../core/artifacts.ts';

export type NumericArray = Float64Array | Int32Array | Uint8Array;

export interface NamedArray {
  readonly name: string;
  readonly values: NumericArray;
}

/** What a node leaves: small facts and columns. Columns live in shared memory, so that they cross threads uncopied. */
export interface StepResult {
  readonly meta: JsonValue;
  readonly arrays: readonly NamedArray[];
  /** How long the step took where it ran, without waiting for a thread. */
  readonly ms?: number;
}

export interface Control {
  readonly cancelled: () => boolean;
  /** See the control of the pool. */
  readonly team?: Team;
}

export type Arrays = Readonly<Record<string, NumericArray>>;

export function shared(rows: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(rows * 8));
}

/** JSON as UTF-8 bytes in shared memory. */
export function sharedText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const out = new Uint8Array(new SharedArrayBuffer(bytes.length));
  out.set(bytes);
  return out;
}

export function textOf(bytes: NumericArray): string {
  return new TextDecoder().decode(new Uint8Array(bytes)); // a copy: shared memory cannot be decoded
}
