import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { streamOf } from '../../src/core/rng.ts';
import { ENGINE } from '../../src/runner/engine.ts';

export interface MadeRun {
  readonly name?: string;
  readonly experiment?: string;
  readonly spec?: string;
  /** Daily returns: noise of this seed plus `drift`; absent = no daily.csv. */
  readonly days?: { readonly seed: number; readonly drift: number; readonly count?: number };
  readonly metrics?: { readonly [name: string]: number | null };
  readonly keys?: { readonly [node: string]: string };
  readonly engine?: string;
  readonly lockFormat?: number;
  readonly segments?: number;
  /** Files left out of the folder. */
  readonly without?: readonly string[];
}

export const DIGEST = 'ab'.repeat(32);

export const makeResults = (): string => mkdtempSync(join(tmpdir(), 'assay-history-'));

/** Writes a run folder with the files that matter here, and returns its path. */
export function makeRun(results: string, run: MadeRun = {}): string {
  const { experiment = 'made', name = '2026-01-02_03-04-05-abababab', engine = ENGINE } = run;
  const folder = join(results, experiment, name);
  rmSync(folder, { recursive: true, force: true });
  const values = run.metrics ?? { sharpe_daily: 1, trades: 50 };
  const metrics = Object.fromEntries(
    Object.entries(values).map(([metric, value]) => [
      metric,
      { value, unit: 'x', samples: 100, ...(value === null && { withheld: '3 trades, at least 10 are needed' }) },
    ]),
  );
  const nodes = Object.entries(run.keys ?? { 'features.rsi': 'k1', simulation: 'k2' }).map(([id, key]) => ({
    id,
    key,
    content: `of ${key}`,
  }));
  const files: { [path: string]: string } = {
    'run.json': JSON.stringify({
      status: 'complete',
      engine,
      finished: '2026-01-02T03:04:09.000Z',
      seconds: 4,
      slice: null,
      git: { commit: 'c0ffee00'.repeat(5), dirty: false },
    }),
    'metrics.json': JSON.stringify({ experiment, digest: DIGEST, metrics }),
    'experiment.lock': JSON.stringify({
      format: run.lockFormat ?? 1,
      engine,
      experiment,
      digest: DIGEST,
      partitions: [],
      nodes,
    }),
    'resolved.yml': run.spec ?? 'name: made\ngates:\n  z: { type: z_threshold, min: 0.2 }\n',
    'segments.csv': `segment,ret\n${Array.from({ length: run.segments ?? 2 }, (_, i) => `fold-${i + 1},0.1\n`).join('')}`,
    ...(run.days !== undefined && { 'diagnostics/daily.csv': dailyCsv(run.days) }),
  };
  for (const [path, text] of Object.entries(files)) {
    if (run.without?.includes(path) === true) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(results, experiment, 'latest'), `${name}\n`);
  return folder;
}

function dailyCsv({
  seed,
  drift,
  count = 200,
}: {
  readonly seed: number;
  readonly drift: number;
  readonly count?: number;
}): string {
  const rng = streamOf(seed, 'test', 'days');
  const lines = Array.from(
    { length: count },
    (_, day) => `${new Date(Date.UTC(2026, 0, 2 + day)).toISOString()},${1000 + day},${0.01 * rng.normal() + drift}`,
  );
  return `day_end,equity,ret\n${lines.join('\n')}\n`;
}
