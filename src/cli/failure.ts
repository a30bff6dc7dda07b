import { Refusal } from '../core/problem.ts';
import { createRedactor } from '../core/redact.ts';

/** Tells what went wrong on stderr and returns the exit code: the refusal's own, or 70 with a stack for a bug. */
export async function report(error: unknown): Promise<number> {
  const { redact } = createRedactor();
  if (error instanceof Refusal) {
    const { renderProblems } = await import('../core/render-problem.ts');
    const color = process.stderr.isTTY && process.env['NO_COLOR'] === undefined;
    process.stderr.write(`${redact(renderProblems(error.problems, color))}\n`);
    return error.exit;
  }
  const { sha256 } = await import('../core/digest.ts');
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const digest = sha256(stack.replaceAll(/:\d+:\d+/g, '')).slice(0, 8);
  process.stderr.write(
    `this is a bug in assay (digest ${digest}); please report it with the lines below\n${redact(stack)}\n`,
  );
  return 70;
}
