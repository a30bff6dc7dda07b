import { Refusal } from '../core/problem.ts';
import type { Problem } from '../core/problem.ts';

/** An error as it travels between threads: structured cloning alone would lose the class and the problems. */
export type PackedError =
  | { readonly kind: 'refusal'; readonly problems: readonly Problem[]; readonly exit: number }
  | { readonly kind: 'bug'; readonly name: string; readonly message: string; readonly stack: string };

export function packError(error: unknown): PackedError {
  if (error instanceof Refusal) return { kind: 'refusal', problems: error.problems, exit: error.exit };
  if (!(error instanceof Error)) return { kind: 'bug', name: 'Error', message: `thrown: ${String(error)}`, stack: '' };
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : '';
  return { kind: 'bug', name: error.name, message: error.message, stack: `${error.stack ?? error.message}${cause}` };
}

export function unpackError(packed: PackedError): Error {
  if (packed.kind === 'refusal') return new Refusal(packed.problems, packed.exit);
  const error = new Error(packed.message);
  error.name = packed.name;
  if (packed.stack !== '') error.stack = packed.stack;
  return error;
}

export function interrupted(message: string): Refusal {
  return new Refusal([{ code: 'RUN_INTERRUPTED', path: [], message }], 130);
}
