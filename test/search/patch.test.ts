import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { openExperiment } from '../../src/runner/open.ts';
import type { Opened } from '../../src/runner/open.ts';
import { openSpec } from '../../src/runner/open-spec.ts';
import { patchSpec } from '../../src/search/patch.ts';
import type { ResolvedSpec } from '../../src/spec/types.ts';

const FILE = resolve(import.meta.dirname, '../../../experiments/kraken-walk-forward-synthetic.yml');

const nodesOf = ({ signals, gates, portfolio, execution }: ResolvedSpec): unknown =>
  JSON.parse(
    JSON.stringify(
      [...signals, ...gates, portfolio.sizing, ...portfolio.limits, execution].map(({ name, values }) => [
        name,
        values,
      ]),
    ),
  ) as unknown;

/** Paths of all numbers on the strategy side. */
function numbersIn({
  signals,
  gates,
  portfolio,
  execution,
}: ResolvedSpec): readonly (readonly [path: string, value: number])[] {
  const walk = (path: string, value: unknown): (readonly [string, number])[] => {
    if (typeof value === 'number') return [[path, value]];
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([key, child]) => walk(`${path}.${key}`, child));
  };
  return [...signals, ...gates, portfolio.sizing, ...portfolio.limits, execution].flatMap((node) =>
    walk(node.path.join('.'), node.values),
  );
}

describe('a patched spec', function () {
  this.timeout(60_000);
  let opened: Opened;
  before(async () => {
    opened = await openExperiment(FILE, { cache: false, set: ['data.range.to=2023-05-15'] });
  });

  it('equals what --set gives, for every number of the strategy side', async () => {
    const paths = numbersIn(opened.spec);
    assert.ok(paths.length >= 25, `${paths.length} paths`);
    const seen = new Set<string>();
    const check = async (path: string, factor: number): Promise<void> => {
      const value = paths.find(([known]) => known === path)?.[1] ?? 0;
      const next = Number.isInteger(value) && value > 1 ? Math.max(1, Math.round(value * factor)) : value * factor;
      const patched = patchSpec(opened.spec, opened.lookup, path, next);
      const set = await openSpec(FILE, { set: ['data.range.to=2023-05-15', `${path}=${JSON.stringify(next)}`] }).catch(
        () => undefined,
      );
      if (patched === undefined || set === undefined) return;
      seen.add(path);
      assert.deepEqual(nodesOf(patched), nodesOf(set.spec), path);
    };
    for (const [path] of paths) await check(path, 0.9);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths.map(([path]) => path)),
        fc.double({ min: 0.5, max: 1.5, noNaN: true }),
        check,
      ),
      { seed: 4, numRuns: 30 },
    );
    assert.ok(seen.size >= 20, `${seen.size} of ${paths.length} paths were patched`);
  });

  for (const path of [
    'features.rsi_14.window',
    'models.gbm.rounds',
    'split.train',
    'signals.edge.of',
    'gates.z.enabled',
    'gates.z.type',
    'seed',
  ]) {
    it(`is not made for ${path}, which takes a new resolution`, () => {
      assert.equal(patchSpec(opened.spec, opened.lookup, path, path === 'seed' ? 3 : 'x'), undefined);
    });
  }
});
