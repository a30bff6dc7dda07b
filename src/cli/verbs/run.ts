import { join, relative } from 'node:path';
import { isoOf } from '../../core/calendar.ts';
import { Refusal, refuse } from '../../core/problem.ts';
import { historyFacts } from '../../history/history-facts.ts';
import { appendToIndex } from '../../history/run-index.ts';
import type { HistoryFacts } from '../../report/input.ts';
import type { Environment } from '../../runner/compute.ts';
import { runExperiment } from '../../runner/experiment.ts';
import type { Finished } from '../../runner/experiment.ts';
import { safeName } from '../../runner/folders.ts';
import { openExperiment } from '../../runner/open.ts';
import { tradedSymbols } from '../../runner/pools.ts';
import type { Opened, OpenOptions } from '../../runner/open.ts';
import type { PlanNode } from '../../runner/plan.ts';
import type { RunRequest } from '../../runner/run.ts';
import { openLedger } from '../../search/ledger.ts';
import type { Globals } from '../main.ts';
import { parseMoment } from '../moment.ts';
import { print } from '../print.ts';
import { openSession } from '../session.ts';
import { summaryJson, summaryLines } from '../summary.ts';

export interface RunOptions extends Globals {
  readonly trial?: string;
  readonly sweep?: string;
  readonly openHoldout?: boolean;
  /** Nodes that are computed whatever the store holds. */
  readonly anew?: (node: PlanNode) => boolean;
  /** Models with fewer rounds that fits go on from. */
  readonly earlier?: Environment['earlier'];
}

/** Runs an experiment, or a trial of its sweep; prints where the results are and what they say. */
export async function run(file: string, options: RunOptions): Promise<void> {
  const { opened, request } = await openRun(file, options);
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet, verb: 'run' });
  try {
    const { anew, earlier } = options;
    const environment = { ...session.environment, ...(anew && { anew }), ...(earlier && { earlier }) };
    const finished = await runExperiment(opened, request, environment, () => historyOf(opened));
    await session.close();
    countRun(opened, finished);
    countOpening(opened);
    indexRun(opened, finished);
    print(options, summaryJson(opened, finished), () => summaryLines(opened, finished));
  } finally {
    await session.close();
    opened.store?.close();
  }
}

async function openRun(file: string, options: RunOptions): Promise<{ opened: Opened; request: RunRequest }> {
  const open: OpenOptions = { ...options, onWarning: (message) => process.stderr.write(`${message}\n`) };
  const opened = await openExperiment(file, open);
  const feed = options.feed ?? opened.config.feed;
  const asked = { from: parseMoment('--from', options.from), to: parseMoment('--to', options.to) };
  const sealed = opened.spec.data.holdout;
  const within = sealed?.open === true ? { from: asked.from ?? sealed.from, to: asked.to } : asked;
  if (options.trial === undefined) return { opened, request: { feed, ...within, sets: options.set ?? [] } };
  const { findTrial } = await import('../../search/find-trial.ts');
  const { sets, from, to, digest } = findTrial(opened, options.trial, options.sweep);
  opened.store?.close();
  const trial = await openExperiment(file, { ...open, set: [...sets, ...(options.set ?? [])] });
  if (sealed?.open === true) return { opened: trial, request: { feed, ...within } };
  if (digest !== undefined && digest !== trial.plan.digest && options.set === undefined) {
    trial.store?.close();
    throw new Refusal(
      refuse('USAGE', '', `trial ${options.trial} was another run: the spec has changed since the sweep`, {
        expected: digest.slice(0, 8),
        found: trial.plan.digest.slice(0, 8),
        hint: 'sweep again, or restore the spec',
      }).problems,
      2,
    );
  }
  return { opened: trial, request: { feed, from, to } };
}

/** An opened seal is counted once per distinct run, and said each time. */
function countOpening({ config, spec, plan }: Opened): void {
  const { holdout } = spec.data;
  const symbols = tradedSymbols(plan);
  if (holdout?.open !== true) return;
  const { time, rows, interval_ms } = plan.bars;
  const ledger = openLedger(join(config.paths.results, 'ledger.jsonl'));
  const range = { from: holdout.from, to: time[rows - 1] + interval_ms };
  ledger.record([{ kind: 'holdout', digest: plan.digest, symbols, name: spec.name, ...range }]);
  process.stderr.write(
    `the sealed range from ${isoOf(holdout.from)} was opened: ${ledger.openingsOn(symbols, range)} distinct runs have seen it\n`,
  );
}

/** What the report shows of earlier runs and sweeps; a run never fails for it. */
function historyOf(opened: Opened): HistoryFacts | undefined {
  try {
    return earlierOf(opened);
  } catch (error) {
    process.stderr.write(`the report shows no history: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

function earlierOf({ config, spec, plan }: Opened): HistoryFacts {
  const { results } = config.paths;
  const { time, interval_ms, rows } = plan.bars;
  const range = { from: time[0], to: time[rows - 1] + interval_ms };
  const tried = openLedger(join(results, 'ledger.jsonl')).trialsOn(spec.data.symbols, range);
  return { ...historyFacts(results, safeName(spec.name), plan.digest), tried };
}

/** The index is made anew from the folders where it lacks a line: a run never fails for it. */
function indexRun({ config }: Opened, { folder }: Finished): void {
  const { results } = config.paths;
  try {
    appendToIndex(results, relative(results, folder).replaceAll('\\', '/'));
  } catch (error) {
    process.stderr.write(
      `the run is not in the index yet: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}

/** Every distinct run on some data is counted; repeating one adds nothing. */
function countRun({ config, spec, plan }: Opened, { outcome }: Finished): void {
  const { time, interval_ms } = plan.bars;
  const { from, to } = outcome.range;
  const ledger = openLedger(join(config.paths.results, 'ledger.jsonl'));
  ledger.record([
    {
      kind: 'run',
      digest: plan.digest,
      symbols: tradedSymbols(plan),
      name: spec.name,
      from: time[from],
      to: time[to - 1] + interval_ms,
    },
  ]);
}
