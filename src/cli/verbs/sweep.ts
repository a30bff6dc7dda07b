import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { accountRecord, runPlan } from '../../runner/run.ts';
import { isoOf } from '../../core/calendar.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import { openExperiment } from '../../runner/open.ts';
import type { Opened } from '../../runner/open.ts';
import { createPool } from '../../runner/pool.ts';
import { dailyReturns } from '../../evaluation/metrics.ts';
import type { Metric } from '../../evaluation/metrics.ts';
import { bestTrial } from '../../search/constraints.ts';
import { openDailyFile } from '../../search/daily-file.ts';
import { openSweepFolder, sweepDigest } from '../../search/folder.ts';
import type { SweepFolder } from '../../search/folder.ts';
import { forecastOf } from '../../search/forecast.ts';
import type { Honesty } from '../../search/honesty.ts';
import { honestyOf } from '../../search/honesty.ts';
import { importedParams, openStudy } from '../../search/journal.ts';
import { refuseUnknownMetrics } from '../../search/known-metrics.ts';
import { openLedger } from '../../search/ledger.ts';
import { sharedRange } from '../../search/shared-range.ts';
import type { Study } from '../../search/study.ts';
import { studyOf } from '../../search/study.ts';
import type { EndedTrial, Trial } from '../../search/sweep.ts';
import { runSweep } from '../../search/sweep.ts';
import { setsOf } from '../../search/trial.ts';
import type { TrialBase } from '../../search/trial.ts';
import type { Params } from '../../search/types.ts';
import type { TrialJob, TrialReply } from '../../search/trial-worker.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { openSession, threadCount } from '../session.ts';
import { forecastLines, honestyLines, trialCsv, trialJson, trialLines } from '../sweep-lines.ts';
import { wrapped } from '../text.ts';
import { sweepProgress } from '../sweep-progress.ts';

export interface SweepOptions extends Globals {
  readonly trials?: string;
  readonly sampler?: string;
  readonly resume?: boolean;
  readonly import?: string;
}

/** Searches the space of a spec; the best trial is run again and must repeat itself before it is shown. */
export async function sweep(file: string, options: SweepOptions): Promise<void> {
  const { probe, study, imported } = await openSweep(file, options);
  const sets = [...(options.set ?? []), ...(options.seed === undefined ? [] : [`seed=${options.seed}`])];
  const base: TrialBase = { file: probe.spec.file, sets, ...(await sharedRange(file, sets, probe, study)) };
  const facts = { format: 1 as const, experiment: probe.spec.name, digest: sweepDigest(probe, study, base), base };
  const forecast = await forecastOf(base, study, probe);
  const quiet = options.quiet === true || options.json === true;
  if (!quiet) process.stderr.write(`${forecastLines(forecast).join('\n')}\n`);
  const folder = openSweepFolder(probe, facts, options.resume === true);
  const computed: Record<string, number> = {};
  const search = searched({ probe, study, base, folder, options, computed, imported });
  const trials = await search.finally(() => folder.release());
  const best = bestTrial(
    trials
      .filter((t) => t.state === 'complete')
      .map((t) => ({ ...t, losses: t.loss === undefined ? null : [t.loss], violation: t.violation ?? 0 })),
  );
  const daily = openDailyFile(join(folder.path, 'daily.f64')).read();
  const honesty = best === undefined ? undefined : await provenBest(probe, base, { study, trials, best, daily });
  const report = {
    facts,
    best: best?.index ?? null,
    digest: trials.find(({ index }) => index === best?.index)?.digest ?? null,
    objective: Object.keys(study.objectives)[0],
    honesty: honesty ?? null,
  };
  writeFileSync(join(folder.path, 'trials.csv'), trialCsv(trials, study));
  writeFileSync(join(folder.path, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const told = { folder: folder.path, best: report.best, honesty: report.honesty };
  const counted = { forecast: Object.fromEntries(forecast.missing), computed };
  print(options, { ...told, ...counted, trials: trials.map(trialJson) }, () => [
    ...trialLines(trials, study, best?.index),
    ...(honesty === undefined ? ['no trial is complete and feasible'] : honestyLines(honesty)),
    ...closingLines(file, { base, folder, computed, best: best?.index }),
  ]);
  if (trials.length < study.trials)
    throw refuse('RUN_INTERRUPTED', '', `${trials.length} of ${study.trials} trials are done`, {
      hint: 'go on with --resume',
    });
}

/** The base of a sweep and what it asks for, with everything refused that can be told before any work. */
async function openSweep(
  file: string,
  options: SweepOptions,
): Promise<Pick<Searching, 'probe' | 'study' | 'imported'>> {
  const probe = await openExperiment(file, options);
  const study = studyOf(probe.spec, { trials: countOf(options.trials), sampler: options.sampler });
  if (probe.spec.data.holdout?.open === true) {
    const hint = 'sweep first, then open it for one trial: assay run SPEC --trial N --open-holdout';
    throw new Refusal(refuse('USAGE', '', 'a sweep never reads the sealed range', { hint }).problems, 2);
  }
  refuseUnknownMetrics(probe.spec, study);
  const imported = options.import === undefined ? [] : importedParams(options.import, study.space);
  return { probe, study, imported };
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
  readonly imported: readonly Params[];
  /** Nodes that were not in the store, by kind; filled while it runs. */
  readonly computed: Record<string, number>;
}

async function searched({
  probe,
  study,
  base,
  folder,
  options,
  computed,
  imported,
}: Searching): Promise<readonly Trial[]> {
  const { spec, config } = probe;
  const journal = openStudy(join(folder.path, 'journal.log'), {
    name: spec.name,
    objectives: study.objectives,
    space: study.space,
    identity: { digest: folder.facts.digest },
  });
  if (journal.trials().length === 0 && imported.length > 0)
    journal.start(
      imported.map((params) => ({ params })),
      0,
    );
  const threads = threadCount(options.jobs, config.workers);
  const pool = createPool<TrialJob, TrialReply>({
    threads,
    module: new URL('../../search/trial-worker.js', import.meta.url),
  });
  const session = openSession(probe, { jobs: options.jobs, quiet: true, verb: 'sweep', onCancel: () => pool.cancel() });
  const progress = sweepProgress(study, options);
  try {
    return await runSweep({
      base,
      study,
      seed: spec.seed,
      probe,
      journal,
      environment: {
        ...session.environment,
        onNode: ({ kind }, _seconds, cached) => {
          if (!cached) computed[kind] = (computed[kind] ?? 0) + 1;
        },
      },
      pool,
      onResults: keepAll({ probe, base, folder }),
      onTrial(trial, sofar) {
        progress.done(trial, sofar);
        session.count('trial', { done: sofar.length, all: study.trials });
      },
    });
  } finally {
    progress.end();
    await pool.close().catch(() => undefined);
    await session.close();
  }
}

/** Daily returns go to disk, and every distinct run into the ledger. */
function keepAll({
  probe,
  base,
  folder,
}: Pick<Searching, 'probe' | 'base' | 'folder'>): (trials: readonly EndedTrial[]) => void {
  const { spec, config } = probe;
  const file = openDailyFile(join(folder.path, 'daily.f64'));
  const ledger = openLedger(join(config.paths.results, 'ledger.jsonl'));
  const common = { kind: 'trial' as const, symbols: spec.data.symbols, name: spec.name, from: base.from, to: base.to };
  return (trials) => {
    file.write(trials.flatMap(({ index, daily }) => (daily === null ? [] : [{ trial: index, daily }])));
    ledger.record(trials.flatMap(({ digest }) => (digest === null ? [] : [{ ...common, digest }])));
  };
}

interface Proving {
  readonly study: Study;
  readonly trials: readonly Trial[];
  readonly best: { readonly index: number };
  readonly daily: ReadonlyMap<number, Float64Array>;
}

/** Runs the best trial as a run of its own; a difference is a bug and ends the sweep. Then says how far to believe it. */
async function provenBest(probe: Opened, base: TrialBase, { study, trials, best, daily }: Proving): Promise<Honesty> {
  const trial = trials[best.index];
  const opened = await openExperiment(base.file, { set: [...base.sets, ...setsOf(trial.params)] });
  const session = openSession(opened, { quiet: true });
  const returns = new Map(daily);
  try {
    const outcome = await runPlan(opened, { feed: 'precomputed', from: base.from, to: base.to }, session.environment);
    refuseOtherNumbers(trial, study, outcome.metrics);
    returns.set(trial.index, dailyReturns(accountRecord(outcome.plan, outcome, outcome.range)));
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
  return honestyOf(evidence, { space: study.space, best: best.index, everTried });
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

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw refuse('USAGE', '', '--trials takes a whole number', { expected: '1 or more', found: text });
}
