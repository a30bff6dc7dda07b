/**
 * What the command line costs before it does anything: `--help` and `check` beside an empty Node process, and a run whose
 * every node is cached. Medians of 15 turns (5 for the run). `node build/bench/start.js`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, ROOT, inFolder, inTurns, machine, median, ms, node } from './_harness.ts';

const quickstart = join(ROOT, 'experiments/quickstart.yml');

function startUp(): void {
  const taken = inTurns(15, {
    'node -e 0': () => node(['-e', '0']),
    '--help': () => node([CLI, '--help']),
    'check quickstart': () => node([CLI, 'check', quickstart]),
  });
  const empty = median(taken['node -e 0']);
  for (const [name, times] of Object.entries(taken)) {
    console.log(`${name.padEnd(18)} ${ms(median(times))}, ${ms(median(times) - empty)} above an empty process`);
  }
}

function cachedRun(folder: string): void {
  mkdirSync(join(folder, 'out'));
  const paths = `paths: { data: ${folder}, results: ${folder}/out, logs: ${folder}/out, cache: ${folder}/cache }\n`;
  writeFileSync(join(folder, 'config.yml'), paths);
  const run = (): string => node([CLI, 'run', quickstart, '--quiet', '--json'], { cwd: folder });
  const cold = inTurns(1, { run })['run'];
  const warm = inTurns(5, { run })['run'];
  console.log(`quickstart         ${ms(cold[0])} from an empty cache, ${ms(median(warm))} run again`);
}

console.log(machine());
startUp();
inFolder(cachedRun);
