import { openExperiment } from '../../src/runner/open.ts';
import { streamOf } from '../../src/core/rng.ts';
import { csvOfBars, onFile } from '../e2e/_small.ts';
import type { Row } from '../e2e/_small.ts';
import type { Workspace } from '../e2e/_assay.ts';
import { GATES, searching, sweepJson } from '../cli/_sweeps.ts';

/** Correlation of the planted market between what can be known and the return of the next 4 hours. */
export const PLANTED = 0.25;
const SEARCH = 'trials: 10\n  sampler: { type: random }';

const market = (range: string): string =>
  searching(GATES, SEARCH)
    .replace('predictability: 0.05', `predictability: ${PLANTED}`)
    .replace(/range: .*/, `range: { ${range} }`);
const RANGE = 'from: 2024-01-01, to: 2024-10-01';

/** Whether a sweep of the planted market rejects chance: deflated Sharpe above 95%. */
export function rejectsPlanted(w: Workspace, seed: number): boolean {
  w.write('planted.yml', market(RANGE));
  return rejects(w, 'planted.yml', seed);
}

/** The same on the same bars in an order drawn by chance: every label now belongs to other features. */
export async function rejectsPermuted(w: Workspace, seed: number): Promise<boolean> {
  w.write('planted.yml', market(RANGE));
  const { plan } = await openExperiment(w.path('planted.yml'), { seed: String(seed), cache: false });
  w.write('data/permuted.csv', csvOfBars(permuted(plan.bars.time, plan.bars.columns, seed)));
  const search = market(RANGE).slice(market(RANGE).indexOf('search:'));
  w.write('permuted.yml', `${onFile('permuted.csv').replace('name: small', 'name: permuted')}${search}`);
  return rejects(w, 'permuted.yml', seed);
}

function rejects(w: Workspace, file: string, seed: number): boolean {
  const { honesty } = sweepJson(w, file, '--seed', String(seed), '--jobs', '1');
  return (honesty?.dsr.value ?? 0) > 0.95;
}

/** Bars keep their shape relative to the close before; only their order changes. */
function permuted(time: Float64Array, columns: ReadonlyMap<string, Float64Array>, seed: number): Row[] {
  const [open, high, low, close, volume] = ['open', 'high', 'low', 'close', 'volume'].map(
    (name) => columns.get(name) as Float64Array,
  );
  const order = streamOf(seed, 'shuffled bars').permutation(time.length - 1);
  let last = close[0];
  return Array.from(order, (place, i) => {
    const from = place + 1;
    const scale = last / close[from - 1];
    last = close[from] * scale;
    return {
      time: time[i],
      open: open[from] * scale,
      high: high[from] * scale,
      low: low[from] * scale,
      close: last,
      volume: volume[from],
    };
  });
}
