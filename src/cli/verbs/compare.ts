import { writeFileSync } from 'node:fs';
import { Refusal, refuse } from '../../core/problem.ts';
import { compareRuns, comparisonJson, runJson } from '../../history/compare.ts';
import { comparisonPage } from '../../history/comparison-page.ts';
import { parseCondition } from '../../history/condition.ts';
import { findRun } from '../../history/find-run.ts';
import { readRun } from '../../history/stored-run.ts';
import { trippedBy } from '../../history/tripped.ts';
import { loadConfig } from '../../spec/config.ts';
import { comparisonLines, trippedLines } from '../compare-lines.ts';
import { print } from '../print.ts';

export interface CompareOptions {
  readonly json?: boolean;
  readonly html?: string;
  readonly failIf?: readonly string[];
  readonly sure?: boolean;
}

/** Compares stored runs with the first of them. Exit 1 where a condition of `--fail-if` holds or cannot be judged. */
export async function compare(targets: readonly string[], options: CompareOptions): Promise<void> {
  if (targets.length < 2)
    throw new Refusal(
      refuse('USAGE', '', 'compare takes two runs or more', { hint: 'assay compare my/latest~1 my/latest' }).problems,
      2,
    );
  const conditions = (options.failIf ?? []).map((text) => parseCondition('--fail-if', text));
  const { paths } = await loadConfig(process.cwd());
  const [first, ...others] = targets.map((target) => findRun(target, paths.results)).map((folder) => readRun(folder));
  const comparisons = others.map((run) => compareRuns(first, run));
  const tripped = comparisons.flatMap((comparison) => trippedBy(comparison, conditions, options.sure === true));
  if (options.html !== undefined) writePage(options.html, comparisonPage(comparisons));
  const json = { format: 1, base: runJson(first), comparisons: comparisons.map(comparisonJson), failed: tripped };
  print(options, json, () => [
    ...comparisons.flatMap((comparison, i) => [...(i > 0 ? [''] : []), ...comparisonLines(comparison)]),
    ...trippedLines(tripped, conditions.length),
  ]);
  if (tripped.length > 0) process.exitCode = 1;
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (error) {
    throw refuse('RUN_WRITE', '', `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
