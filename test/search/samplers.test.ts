import assert from 'node:assert/strict';
import { historyFor } from '../../src/search/history.ts';
import { gridSampler, gridSize } from '../../src/search/samplers/grid.ts';
import { randomSampler } from '../../src/search/samplers/random.ts';
import { SOBOL_DIMENSIONS, directionNumbers, sobolSampler, sobolWord } from '../../src/search/samplers/sobol.ts';
import { cmaSampler } from '../../src/search/samplers/cma.ts';
import { tpeSampler } from '../../src/search/samplers/tpe.ts';
import { hypervolume } from '../../src/search/pareto.ts';
import { pointOf, spaceOf } from '../../src/search/space.ts';
import type { Params, PastTrial, Sampler, Space } from '../../src/search/types.ts';

const space = spaceOf(
  {
    gate: { choices: [true, false] },
    window: { low: 100, high: 800, step: 100, when: { gate: true } },
    z: { low: 0.1, high: 2 },
    rate: { low: 1e-4, high: 1, log: true },
  },
  (path) => path === 'window',
);

const lossOf = ({ gate, window, z, rate }: Params): number =>
  (gate === true ? Math.abs(Number(window) - 300) / 500 : 1) +
  (Number(z) - 0.9) * (Number(z) - 0.9) +
  Math.abs(Number(rate) - 0.01);

function sweep(sampler: Sampler, trials: number, batch: number, from: readonly PastTrial[] = []): readonly PastTrial[] {
  const done = [...from];
  for (let k = done.length; k < trials; k++) {
    const params = sampler.suggest(k, historyFor(k, batch, done));
    done.push({ index: k, state: 'complete', params, loss: lossOf(params) });
  }
  return done;
}

const paramsIn = (trials: readonly PastTrial[]): readonly Params[] => trials.map(({ params }) => params);

describe('samplers', () => {
  const cma4 = (of: Space, seed: number): Sampler => cmaSampler(of, seed, { batch: 4 });
  const alone = (of: Space, seed: number): Sampler => tpeSampler(of, seed, { multivariate: false });

  for (const make of [randomSampler, sobolSampler, tpeSampler, cma4]) {
    const { type } = make(space, 1);

    it(`${type} suggests values of the space, conditions kept`, () => {
      for (const params of paramsIn(sweep(make(space, 7), 60, 4))) {
        const point = pointOf(space, params);
        assert.equal(
          Number.isNaN(point[space.places.get('window') ?? 0]),
          params['gate'] === false,
          JSON.stringify(params),
        );
        assert.equal(Object.keys(params).length, params['gate'] === true ? 4 : 3);
      }
    });

    it(`${type} repeats itself for a seed and not for another`, () => {
      const once = paramsIn(sweep(make(space, 3), 40, 4));
      assert.deepEqual(paramsIn(sweep(make(space, 3), 40, 4)), once);
      assert.notDeepEqual(paramsIn(sweep(make(space, 4), 40, 4)), once);
    });

    it(`${type} goes on after an interruption as if nothing had happened`, () => {
      const whole = sweep(make(space, 3), 60, 8);
      assert.deepEqual(paramsIn(sweep(make(space, 3), 60, 8, structuredClone(whole.slice(0, 33)))), paramsIn(whole));
    });
  }

  it('cma_es knows nothing of results that came after k - batch, and draws for as long from the distribution before', () => {
    const numbers = spaceOf({ x: { low: -5, high: 5 }, y: { low: -5, high: 5 } }, () => false);
    const run = (batch: number): readonly PastTrial[] => {
      const sampler = cmaSampler(numbers, 2, { batch });
      const done: PastTrial[] = [];
      for (let k = 0; k < 40; k++) {
        const params = sampler.suggest(k, historyFor(k, batch, done));
        const loss = (Number(params['x']) - 3) * (Number(params['x']) - 3) + Number(params['y']) * Number(params['y']);
        done.push({ index: k, state: 'complete', params, loss });
      }
      return done;
    };
    const [one, eight] = [run(1), run(8)].map(paramsIn);
    assert.deepEqual(one.slice(0, 6), eight.slice(0, 6)); // 4 + 3 ln 2: generations of six
    assert.notDeepEqual(one.slice(6, 13), eight.slice(6, 13));
  });

  it('cma_es comes close to a minimum in a narrow valley, and starts again from elsewhere once it has', () => {
    const numbers = spaceOf(
      Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { low: -5, high: 5 }])),
      () => false,
    );
    const sampler = cmaSampler(numbers, 1);
    const done: PastTrial[] = [];
    for (let k = 0; k < 900; k++) {
      const params = sampler.suggest(k, done);
      const [a, b, c] = ['a', 'b', 'c'].map((name) => Number(params[name]));
      done.push({
        index: k,
        state: 'complete',
        params,
        loss: (a - 1) * (a - 1) + 1000 * (a - b) * (a - b) + (c + 2) * (c + 2),
      });
    }
    const losses = done.map(({ loss = NaN }) => loss);
    assert.ok(Math.min(...losses) < 1e-8, String(Math.min(...losses)));
    const first = losses.findIndex((loss) => loss < 1e-8);
    assert.ok(losses.slice(first).some((loss) => loss > 1));
  });

  it('tpe chooses each parameter alone where it is asked to', () => {
    const joint = paramsIn(sweep(tpeSampler(space, 3), 40, 4));
    assert.notDeepEqual(paramsIn(sweep(alone(space, 3), 40, 4)), joint);
    const inGroups = paramsIn(sweep(tpeSampler(space, 3, { group: false }), 40, 4));
    assert.deepEqual(inGroups, joint); // one path has a condition: it is alone already
  });

  it('tpe spreads over the front of two objectives', () => {
    const numbers = spaceOf(
      Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { low: 0, high: 1 }])),
      () => false,
    );
    const volume = (sampler: Sampler): number => {
      const done: PastTrial[] = [];
      for (let k = 0; k < 120; k++) {
        const params = sampler.suggest(k, done);
        const [a, b, c] = ['a', 'b', 'c'].map((name) => Number(params[name]));
        const losses = [a + 2 * (b + c), 1 - Math.sqrt(a) + 2 * (b + c)];
        done.push({ index: k, state: 'complete', params, loss: losses[0], losses });
      }
      return hypervolume(
        done.map(({ losses }) => losses ?? []),
        [1, 1],
      );
    };
    const [tpe, random] = [tpeSampler(numbers, 1), randomSampler(numbers, 1)].map(volume);
    assert.ok(tpe > 0.5 && tpe > 2 * random, `${tpe} ${random}`); // the front itself has 2/3
  });

  it('a suggestion knows nothing of results that came after k - batch', () => {
    const done = sweep(tpeSampler(space, 5), 50, 8);
    const other = done.map((trial) => (trial.index > 50 - 8 ? { ...trial, loss: -100 } : trial));
    const [a, b] = [done, other].map((trials) => tpeSampler(space, 5).suggest(50, historyFor(50, 8, trials)));
    assert.deepEqual(a, b);
    assert.equal(historyFor(50, 8, done)[42].state, 'complete');
    assert.equal(historyFor(50, 8, done)[43].state, 'pending');
  });

  it('a space with one more path draws the same for the others', () => {
    const [wide, narrow] = [
      spaceOf({ a: { low: 0, high: 1 }, b: { low: 0, high: 1 } }, () => false),
      spaceOf({ b: { low: 0, high: 1 } }, () => false),
    ];
    assert.equal(randomSampler(wide, 1).suggest(5, [])['b'], randomSampler(narrow, 1).suggest(5, [])['b']);
  });

  it('tpe finds a minimum that random misses', () => {
    const best = (make: (seed: number) => Sampler): number => {
      const all = Array.from({ length: 9 }, (_, seed) =>
        Math.min(...sweep(make(seed), 80, 1).map(({ loss }) => loss ?? 0)),
      ).sort((a, b) => a - b);
      return all[4];
    };
    assert.ok(best((seed) => tpeSampler(space, seed)) < 0.5 * best((seed) => randomSampler(space, seed)));
  });

  it('tpe copes with failed, pruned, infeasible and pending trials alone', () => {
    const base = paramsIn(sweep(randomSampler(space, 2), 30, 1));
    for (const state of ['failed', 'pruned', 'infeasible', 'pending'] as const) {
      const params = tpeSampler(space, 1, { startup: 5 }).suggest(
        30,
        base.map((p, index) => ({ index, state, params: p })),
      );
      assert.ok(Number(params['z']) >= 0.1);
    }
  });

  it('tpe leaves a path with a single value at that value', () => {
    const single = spaceOf({ a: { choices: ['only'] }, b: { low: 2, high: 2 }, c: { low: 0, high: 1 } }, () => false);
    const done: PastTrial[] = Array.from({ length: 20 }, (_, index) => ({
      index,
      state: 'complete',
      params: { a: 'only', b: 2, c: index / 20 },
      loss: index,
    }));
    const { a, b } = tpeSampler(single, 1).suggest(20, done);
    assert.deepEqual([a, b], ['only', 2]);
  });

  it('a grid holds each combination once, the last path fastest', () => {
    const grid = spaceOf(
      { a: { choices: ['x', 'y'] }, b: { low: 0, high: 1, step: 0.5, when: { a: 'y' } }, c: { low: 1, high: 2 } },
      (path) => path === 'c',
    );
    assert.equal(gridSize(grid), 8);
    const all = Array.from({ length: 8 }, (_, k) => gridSampler(grid, 8).suggest(k, []));
    assert.deepEqual(all.slice(0, 4), [
      { a: 'x', c: 1 },
      { a: 'x', c: 2 },
      { a: 'y', b: 0, c: 1 },
      { a: 'y', b: 0, c: 2 },
    ]);
    assert.equal(new Set(all.map((params) => JSON.stringify(params))).size, 8);
  });

  it('a grid says its size where the number of trials is another', () => {
    assert.throws(
      () =>
        gridSampler(
          spaceOf({ a: { choices: [1, 2, 3] } }, () => false),
          4,
        ),
      /the grid has 3 combinations/,
    );
    assert.throws(() => gridSampler(space, 4), /needs a step/);
  });

  it('sobol words are those of Joe and Kuo', () => {
    // first points of dimensions 1 to 5, web.maths.unsw.edu.au/~fkuo/sobol (sobol.cc), here in units of 1/8
    const points = Array.from({ length: 8 }, (_, i) =>
      Array.from({ length: 5 }, (_d, d) => sobolWord(directionNumbers(d), i) / 536870912),
    );
    assert.deepEqual(points, [
      [0, 0, 0, 0, 0],
      [4, 4, 4, 4, 4],
      [6, 2, 2, 2, 6],
      [2, 6, 6, 6, 2],
      [3, 3, 5, 7, 3],
      [7, 7, 1, 3, 7],
      [5, 1, 7, 5, 5],
      [1, 5, 3, 1, 1],
    ]);
  });

  it('each of 64 sobol dimensions fills 1,024 equal cells once', () => {
    for (let d = 0; d < SOBOL_DIMENSIONS; d++) {
      const v = directionNumbers(d);
      const cells = new Set(Array.from({ length: 1024 }, (_, i) => sobolWord(v, i) >>> 22));
      assert.equal(cells.size, 1024, `dimension ${d}`);
    }
  });
});
