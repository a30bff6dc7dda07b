import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runPlan } from '../../runner/run.ts';
import type { RunOutcome } from '../../runner/run.ts';
import { accountRecord } from '../../runner/trade.ts';
import { isoOf } from '../../core/calendar.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import { openExperiment } from '../../runner/open.ts';
import type { Opened } from '../../runner/open.ts';
import { createPool } from '../../runner/pool.ts';
import { dailyReturns } from '../../evaluation/metrics.ts';
import type { Metric } from '../../evaluation/metrics.ts';
import { openDailyFile } from '../../search/daily-file.ts';
import { factsOf, openSweepFolder } from '../../search/folder.ts';
import type { SweepFolder } from '../../search/folder.ts';
import { forecastOf } from '../../search/forecast.ts';
import { bareFindings, findingsOf } from '../../search/findings.ts';
import type { Findings, Proven } from '../../search/findings.ts';
import { honestyOf } from '../../search/honesty.ts';
import { importedParams, openStudy } from '../../search/journal.ts';
import { refuseUnknownMetrics } from '../../search/known-metrics.ts';
import { openLedger } from '../../search/ledger.ts';
import { sharedRange } from '../../search/shared-range.ts';
import type { Study } from '../../search/study.ts';
import { studyOf } from '../../search/study.ts';
import type { EndedTrial, Trial } from '../../search/sweep.ts';
import { runSweep, winnerOf } from '../../search/sweep.ts';
import { sweepPage } from '../../search/sweep-page.ts';
import { warmStarts } from '../../search/warm-start.ts';
import { setsOf } from '../../search/trial.ts';
import type { TrialBase } from '../../search/trial.ts';
import type { Params } from '../../search/types.ts';
import type { TrialJob, TrialReply } from '../../search/trial-worker.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { openSession, threadCount } from '../session.ts';
import { findingLines, noneLines } from '../finding-lines.ts';
import { forecastLines, honestyLines, trialCsv, trialJson, trialLines } from '../sweep-lines.ts';
import { wrapped } from '../text.ts';
import { sweepProgress } from '../sweep-progress.ts';

export interface SweepOptions extends Globals {
  readonly trials?: string;
  readonly sampler?: string;
  readonly resume?: boolean;
  readonly import?: string;
  /** `true` = as many as usual. */
  readonly warmStart?: string | true;
  readonly explain?: boolean;
}

/** Points that a warm start takes from earlier sweeps. */
const WARM = 10;

/** Searches the space of a spec; the best trial is run again and must repeat itself before it is shown. */
export async function sweep(file: string, options: SweepOptions): Promise<void> {
  const { probe, study, starts } = await openSweep(file, options);
  const sets = [...(options.set ?? []), ...(options.seed === undefined ? [] : [`seed=${options.seed}`])];
  const base: TrialBase = { file: probe.spec.file, sets, ...(await sharedRange(file, sets, probe, study)) };
  const facts = factsOf(probe, study, base);
  const forecast = await forecastOf(base, study, probe);
  const quiet = options.quiet === true || options.json === true;
  if (!quiet) process.stderr.write(`${forecastLines(forecast).join('\n')}\n`);
  const folder = openSweepFolder(probe, facts, options.resume === true);
  const computed: Record<string, number> = {};
  const searching = { probe, study, base, folder, options, computed, starts };
  const { trials, proven, findings } = await searched(searching).finally(() => folder.release());
  const best = proven?.trial;
  const report = {
    facts,
    best: best?.index ?? null,
    digest: best?.digest ?? null,
    objective: study.objectives[0].metric,
    ...findings,
  };
  writeFileSync(join(folder.path, 'trials.csv'), trialCsv(trials, study));
  writeFileSync(join(folder.path, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder.path, 'report.html'), sweepPage({ facts, study, trials, best: best?.index, findings }));
  const told = { folder: folder.path, best: report.best, ...findings };
  const counted = { forecast: Object.fromEntries(forecast.missing), computed };
  print(options, { ...told, ...counted, trials: trials.map(trialJson) }, () => [
    ...trialLines(trials, study, best?.index),
    ...(findings.honesty === null ? noneLines(trials, study) : honestyLines(findings.honesty)),
    ...findingLines(findings, options.explain === true),
    ...closingLines(file, { base, folder, computed, best: best?.index }),
  ]);
  if (trials.length < study.trials)
    throw refuse('RUN_INTERRUPTED', '', `${trials.length} of ${study.trials} trials are done`, {
      hint: 'go on with --resume',
    });
}

/** The base of a sweep and what it asks for, with everything refused that can be told before any work. */
async function openSweep(file: string, options: SweepOptions): Promise<Pick<Searching, 'probe' | 'study' | 'starts'>> {
  const probe = await openExperiment(file, options);
  const study = studyOf(probe, { trials: countOf(options.trials), sampler: options.sampler });
  if (probe.spec.data.holdout?.open === true) {
    const hint = 'sweep first, then open it for one trial: assay run SPEC --trial N --open-holdout';
    throw new Refusal(refuse('USAGE', '', 'a sweep never reads the sealed range', { hint }).problems, 2);
  }
  refuseUnknownMetrics(probe.spec, study);
  const imported = options.import === undefined ? [] : importedParams(options.import, study.space);
  const warm = options.warmStart === undefined ? [] : warmStarts(probe, study, warmCount(options.warmStart));
  return { probe, study, starts: [...imported, ...warm] };
}

interface Closing extends Pick<Searching, 'base' | 'folder' | 'computed'> {
  readonly best: number | undefined;
}

function closingLines(file: string, { base, folder, computed, best }: Closing): string[] {
  const counts = Object.entries(computed).map(([kind, n]) => `${kind} ${n}`);
  return [
    ...wrapped(`computed: ${counts.join(', ') || 'nothing but backtests'}`),
    `judged on ${isoOf(base.from)} .. ${isoOf(base.to)}`,
    ...(best === undefined ? [] : [`again: assay run ${file} --trial ${best}`]),
    `sweep: ${relative(process.cwd(), folder.path)}`,
    '  trials.csv: every trial; journal.log: the study, as Optuna reads it',
  ];
}

interface Searching {
  readonly probe: Opened;
  readonly study: Study;
  readonly base: TrialBase;
  readonly folder: SweepFolder;
  readonly options: SweepOptions;
  /** Tried before the sampler is asked. */
  readonly starts: readonly Params[];
  /** Nodes that were not in the store, by kind; filled while it runs. */
  readonly computed: Record<string, number>;
}

interface Searched {
  readonly trials: readonly Trial[];
  readonly proven: Proven | undefined;
  readonly findings: Findings;
}

async function searched(searching: Searching): Promise<Searched> {
  const { probe, study, base, folder, options, computed, starts } = searching;
  const { spec, config } = probe;
  const journal = openStudy(join(folder.path, 'journal.log'), {
    name: spec.name,
    objectives: study.objectives,
    space: study.space,
    identity: { digest: folder.facts.digest },
    alone: true,
  });
  if (journal.trials().length === 0 && starts.length > 0) {
    const first = starts.slice(0, study.trials);
    journal.start(
      first.map((params) => ({ params })),
      0,
    );
  }
  const threads = threadCount(options.jobs, config.workers);
  const pool = createPool<TrialJob, TrialReply>({
    threads,
    module: new URL('../../search/trial-worker.js', import.meta.url),
    short_ms: 30, // trials of one group take about as long as each other
  });
  const session = openSession(probe, { jobs: options.jobs, quiet: true, verb: 'sweep', onCancel: () => pool.cancel() });
  const progress = sweepProgress(study, options);
  const environment = {
    ...session.environment,
    onNode: ({ kind }: { readonly kind: string }, _seconds: number, cached: boolean) => {
      if (!cached) computed[kind] = (computed[kind] ?? 0) + 1;
    },
  };
  const request = { base, study, seed: spec.seed, probe, environment, pool, onResults: keepAll(searching) };
  try {
    const onTrial = (trial: Trial, sofar: readonly Trial[]): void => {
      progress.done(trial, sofar);
      session.count('trial', { done: sofar.length, all: study.trials });
    };
    const trials = await runSweep({ ...request, journal, onTrial });
    progress.end();
    const best = winnerOf(trials);
    const daily = openDailyFile(join(folder.path, 'daily.f64')).read();
    const proven = best === undefined ? undefined : await provenBest(probe, base, { study, trials, best, daily });
    const isWhole = trials.length === study.trials;
    const own = { ...request, study: isWhole ? study : { ...study, window: undefined } };
    const onSegment = (done: number, all: number): void => session.count('segment', { done, all });
    const file = join(folder.path, 'segments.log');
    const onResults = keepLedger(searching);
    const findings = pool.cancelled()
      ? bareFindings(own, trials, proven)
      : await findingsOf({ ...own, onResults, file, onSegment, trials, proven });
    return { trials, proven, findings };
  } finally {
    progress.end();
    await pool.close().catch(() => undefined);
    await session.close();
  }
}

/** Every distinct run goes into the ledger. */
function keepLedger({ probe, base }: Searching): (trials: readonly EndedTrial[]) => void {
  const { spec, config } = probe;
  const ledger = openLedger(join(config.paths.results, 'ledger.jsonl'));
  const common = { kind: 'trial' as const, symbols: spec.data.symbols, name: spec.name, from: base.from, to: base.to };
  return (trials) =>
    void ledger.record(trials.flatMap(({ digest }) => (digest === null ? [] : [{ ...common, digest }])));
}

/** And daily returns go to disk. */
function keepAll(searching: Searching): (trials: readonly EndedTrial[]) => void {
  const file = openDailyFile(join(searching.folder.path, 'daily.f64'));
  const account = keepLedger(searching);
  return (trials) => {
    file.write(trials.flatMap(({ index, daily }) => (daily === null ? [] : [{ trial: index, daily }])));
    account(trials);
  };
}

interface Proving {
  readonly study: Study;
  readonly trials: readonly Trial[];
  readonly best: Trial;
  readonly daily: ReadonlyMap<number, Float64Array>;
}

/** Runs the best trial as a run of its own; a difference is a bug and ends the sweep. Then says how far to believe it. */
async function provenBest(probe: Opened, base: TrialBase, { study, trials, best, daily }: Proving): Promise<Proven> {
  const opened = await openExperiment(base.file, { set: [...base.sets, ...setsOf(best.params)] });
  const session = openSession(opened, { quiet: true });
  const returns = new Map(daily);
  let outcome: RunOutcome;
  try {
    const request = { feed: 'precomputed' as const, from: base.from, to: base.to };
    outcome = await runPlan(opened, request, session.environment);
    refuseOtherNumbers(best, study, outcome.metrics);
    returns.set(best.index, dailyReturns(accountRecord(outcome.plan, outcome, outcome.range)));
  } finally {
    await session.close();
    opened.store?.close();
  }
  const { spec, config } = probe;
  const everTried = openLedger(join(config.paths.results, 'ledger.jsonl')).trialsOn(spec.data.symbols, base);
  const evidence = trials.flatMap(({ index, params, values }) => {
    const known = returns.get(index);
    return known === undefined || values === null ? [] : [{ index, params, returns: known, value: values[0] }];
  });
  const honesty = honestyOf(evidence, { space: study.space, best: best.index, everTried });
  return { trial: best, outcome, honesty, daily: returns };
}

/** Of a trial that another program has added only the objectives are known. */
function refuseOtherNumbers(
  { index, metrics, values, digest }: Trial,
  { objectives }: Study,
  found: readonly Metric[],
): void {
  const told = digest === null ? Object.fromEntries(objectives.map(({ metric }, i) => [metric, values?.[i]])) : metrics;
  for (const { name, value } of found) {
    if (digest === null ? !Object.hasOwn(told, name) || told[name] === value : Object.is(told[name], value)) continue;
    const problem = `trial ${index} has ${name} ${String(told[name])}, the run of its parameters ${String(value)}`;
    throw digest === null
      ? refuse('VERIFY_DIFFERS', '', problem, { hint: 'another program has added this trial to the journal' })
      : new Error(problem);
  }
}

function warmCount(text: string | true): number {
  return text === true ? WARM : (countOf(text, '--warm-start') ?? WARM);
}

function countOf(text: string | undefined, option = '--trials'): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw refuse('USAGE', '', `${option} takes a whole number`, { expected: '1 or more', found: text });
}
