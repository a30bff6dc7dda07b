/**
 * kraken-walk-forward on the real file of the shared data, from an empty cache and again with another gate, each run a
 * process of its own; then the share of the fast audit. `node build/bench/walk-forward.js [cold runs]`
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../src/cli/session.ts';
import { elapsed } from '../src/core/clock.ts';
import { auditRun, FAST } from '../src/runner/audit/audit.ts';
import { openExperiment } from '../src/runner/open.ts';
import { runPlan } from '../src/runner/run.ts';
import { CLI, ROOT, inFolder, machine, median, node, sharedData } from './_harness.ts';

const SPEC = join(ROOT, 'experiments/kraken-walk-forward.yml');
const THREADS = 2;

interface RunFacts {
  readonly seconds: number;
  readonly peak_memory_bytes: number;
  readonly seconds_per_node: { readonly [id: string]: number };
}

interface Run {
  readonly wall: number;
  readonly facts: RunFacts;
}

function run(folder: string, set: readonly string[]): Run {
  const sets = set.flatMap((one) => ['--set', one]);
  const started = elapsed();
  const printed = node([CLI, 'run', SPEC, '--quiet', '--json', '--jobs', String(THREADS), ...sets], { cwd: folder });
  const wall = (elapsed() - started) / 1000;
  const { folder: results } = JSON.parse(printed) as { readonly folder: string };
  return { wall, facts: JSON.parse(readFileSync(join(results, 'run.json'), 'utf8')) as RunFacts };
}

function fitSeconds({ seconds_per_node }: RunFacts): number {
  return Object.entries(seconds_per_node).reduce(
    (sum, [id, seconds]) => sum + (id.startsWith('models.') ? seconds : 0),
    0,
  );
}

function report(name: string, { wall, facts }: Run): void {
  const fits = fitSeconds(facts);
  const peak = Math.round(facts.peak_memory_bytes / 1e6);
  const ratio =
    fits > 0
      ? `, fits ${fits.toFixed(2)} s: run / (fits / ${THREADS}) = ${((facts.seconds * THREADS) / fits).toFixed(2)}`
      : '';
  console.log(`${name}: process ${wall.toFixed(2)} s, run ${facts.seconds.toFixed(2)} s${ratio}, peak ${peak} MB`);
}

function bySeconds(runs: readonly Run[]): Run {
  return [...runs].sort((a, b) => a.facts.seconds - b.facts.seconds)[runs.length >> 1];
}

function wholeRuns(source: string, times: number): void {
  const cold: Run[] = [];
  for (let i = 0; i < times; i++) {
    inFolder((folder) => {
      writeFileSync(join(folder, 'config.yml'), 'paths: { data: ., results: results, logs: logs, cache: cache }\n');
      for (const name of ['results', 'logs']) mkdirSync(join(folder, name));
      cold.push(run(folder, [source]));
      report('from an empty cache', cold[i]);
      if (i + 1 < times) return;
      const gates = [0.31, 0.32, 0.33, 0.34, 0.35].map((z) => run(folder, [source, `gates.z.min=${z}`]));
      report('median from an empty cache', bySeconds(cold));
      report('median with another gate', bySeconds(gates));
    });
  }
}

async function auditShare(source: string): Promise<void> {
  const started = elapsed();
  const opened = await openExperiment(SPEC, { set: [source], cache: false });
  const session = openSession(opened, { jobs: String(THREADS), quiet: true });
  const outcome = await runPlan(opened, { feed: 'precomputed' }, session.environment);
  const ran = elapsed() - started;
  const audits: number[] = [];
  for (let i = 0; i < 5; i++) {
    const before = elapsed();
    await auditRun(opened, outcome, FAST, session.environment);
    audits.push(elapsed() - before);
  }
  await session.close();
  const [first] = audits;
  console.log(
    `fast audit: ${first.toFixed(0)} ms the first time (${((100 * first) / (ran + first)).toFixed(1)} % of data, plan, run and audit), median ${median(audits).toFixed(0)} ms`,
  );
}

const file = sharedData('bars-5m', 'binance-um_BTCUSDT_5m_20230101-20240514.csv.gz');
if (file === undefined) {
  console.log('skipped: the shared data are not here; set ASSAY_SHARED');
} else {
  console.log(machine());
  const source = `data.source.path=${file}`;
  wholeRuns(source, Number(process.argv[2] ?? 3));
  await auditShare(source);
}
