import { Refusal } from '../core/problem.ts';
import type { ResolvedSpec } from '../spec/types.ts';

const placed = (spec: ResolvedSpec, error: unknown): unknown =>
  error instanceof Refusal
    ? new Refusal(
        error.problems.map((problem) => spec.locate(problem)),
        error.exit,
      )
    : error;

/** What `work` refuses, with file, line and column of the spec's key that it is about. */
export async function located<T>(spec: ResolvedSpec, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw placed(spec, error);
  }
}

/** The same for work that is done at once. */
export function locatedAtOnce<T>(spec: ResolvedSpec, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw placed(spec, error);
  }
}
