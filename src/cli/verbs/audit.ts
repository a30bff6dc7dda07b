import { isoOf } from '../../core/calendar.ts';
import { auditRun, refuseFindings } from '../../runner/audit/audit.ts';
import { FIND_LEVEL, nullControls } from '../../runner/audit/null.ts';
import type { Control } from '../../runner/audit/null.ts';
import { openExperiment } from '../../runner/open.ts';
import type { Opened } from '../../runner/open.ts';
import { runPlan } from '../../runner/run.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import type { Globals } from '../main.ts';
import { print, textTable } from '../print.ts';
import { openSession } from '../session.ts';
import type { Session } from '../session.ts';
import { printable, wrapped } from '../text.ts';

export interface AuditVerb extends Globals {
  readonly times: string;
  readonly null?: boolean;
}

/** The audit at length: more moments, all three ways of replacing the future, fits made anew at each. */
export async function audit(file: string, options: AuditVerb): Promise<void> {
  const times = Number(options.times);
  if (!Number.isInteger(times) || times < 1 || times > 1000) {
    throw new Refusal(
      refuse('USAGE', '', '--times takes a whole number', { expected: '1 to 1000', found: options.times }).problems,
      2,
    );
  }
  const opened = await openExperiment(file, options);
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet, verb: 'audit' });
  try {
    if (options.null === true) return await againstNothing(opened, options, session);
    const outcome = await runPlan(opened, { feed: 'precomputed' }, session.environment);
    const report = await auditRun(
      opened,
      outcome,
      { times, refits: 2, poisons: ['noise', 'truncated', 'nan'], rows: Infinity },
      session.environment,
    );
    await session.close();
    if (report.findings.length > 0 && options.json !== true) throw refuseFindings(opened.plan, report.findings);
    print(options, { clean: report.findings.length === 0, ...report }, () => [
      ...wrapped(
        `${printable(opened.spec.name)}: clean. ${report.checks} checks at ${report.times.length} moments; nothing known before them changed with what came after`,
      ),
      ...report.times.map(
        ({ row, time, poison }) =>
          `  ${isoOf(time)} (row ${row}): the rest ${poison === 'truncated' ? 'cut off' : `replaced by ${poison}`}`,
      ),
    ]);
    if (report.findings.length > 0) process.exitCode = 1;
  } finally {
    await session.close();
    opened.store?.close();
  }
}

const GROUNDS = { noise: 'white noise', permuted: 'permuted labels', planted: 'planted edge' } as const;

/** What the same spec finds where there is nothing, and where a known edge is. */
async function againstNothing(opened: Opened, options: AuditVerb, session: Session): Promise<void> {
  const controls = await nullControls(opened, {}, session.environment);
  await session.close();
  const clean = !controls.some(({ false_find }) => false_find);
  print(options, { clean, level: FIND_LEVEL, controls }, () => [
    ...textTable(['on', 'IC', 't', 'p', 'net return', 'trades', 'Sharpe', 'found'], controls.map(cells)),
    ...controls.flatMap(({ planted }) =>
      planted === null
        ? []
        : [`planted: correlation ${planted.correlation} with the return over ${planted.horizon} bars`],
    ),
    ...wrapped(verdict(controls)),
  ]);
}

const fixed = (x: number | null, digits: number): string => (x === null ? '-' : x.toFixed(digits));

function cells({ ground, ic, t, p, net_return, trades, sharpe_daily, found }: Control): readonly string[] {
  const percent = net_return === null ? '-' : `${(100 * net_return).toFixed(2)}%`;
  return [
    GROUNDS[ground],
    fixed(ic, 4),
    fixed(t, 2),
    fixed(p, 4),
    percent,
    String(trades),
    fixed(sharpe_daily, 2),
    found ? 'something' : 'nothing',
  ];
}

function verdict(controls: readonly Control[]): string {
  const wrong = controls.filter(({ false_find }) => false_find).map(({ ground }) => GROUNDS[ground]);
  const missed = controls.some(({ edge, found }) => edge && !found);
  const first =
    wrong.length > 0
      ? `Something is found where there is nothing (${wrong.join(', ')}) at the level of ${FIND_LEVEL}: once, that may be luck; with another --seed too, it is a leak.`
      : 'Nothing is found where there is nothing.';
  return missed
    ? `${first} The planted edge is not found either: too few rows, the wrong features, or costs above the edge.`
    : first;
}
