import { isoOf } from '../../core/calendar.ts';
import { auditRun, refuseFindings } from '../../runner/audit/audit.ts';
import { openExperiment } from '../../runner/open.ts';
import { runPlan } from '../../runner/run.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { openSession } from '../session.ts';
import { printable, wrapped } from '../text.ts';

/** The audit at length: more moments, all three ways of replacing the future, fits made anew at each. */
export async function audit(file: string, options: Globals & { readonly times: string }): Promise<void> {
  const times = Number(options.times);
  if (!Number.isInteger(times) || times < 1 || times > 1000) {
    throw new Refusal(refuse('USAGE', '', '--times takes a whole number', { expected: '1 to 1000', found: options.times }).problems, 2);
  }
  const opened = await openExperiment(file, options);
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet, verb: 'audit' });
  try {
    const outcome = await runPlan(opened, { feed: 'precomputed' }, session.environment);
    const report = await auditRun(opened, outcome, { times, refits: 2, poisons: ['noise', 'truncated', 'nan'] }, session.environment);
    await session.close();
    if (report.findings.length > 0 && options.json !== true) throw refuseFindings(opened.plan, report.findings);
    print(options, { clean: report.findings.length === 0, ...report }, () => [
      ...wrapped(`${printable(opened.spec.name)}: clean. ${report.checks} checks at ${report.times.length} moments; nothing known before them changed with what came after`),
      ...report.times.map(({ row, time, poison }) => `  ${isoOf(time)} (row ${row}): the rest ${poison === 'truncated' ? 'cut off' : `replaced by ${poison}`}`),
    ]);
    if (report.findings.length > 0) process.exitCode = 1;
  } finally {
    await session.close();
    opened.store?.close();
  }
}
