import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Book } from '../../src/core/contracts/portfolio.ts';
import correlation from '../../src/portfolio/limits/correlation.ts';
import gross from '../../src/portfolio/limits/gross.ts';
import net from '../../src/portfolio/limits/net.ts';
import symbolWeight from '../../src/portfolio/limits/symbol-weight.ts';
import all from '../../src/portfolio/select/all.ts';
import quantile from '../../src/portfolio/select/quantile.ts';
import topN from '../../src/portfolio/select/top-n.ts';
import equal from '../../src/portfolio/sizing/equal.ts';
import inverseVolatility from '../../src/portfolio/sizing/inverse-volatility.ts';
import riskParity from '../../src/portfolio/sizing/risk-parity.ts';

interface Given {
  readonly score: readonly number[];
  readonly side?: readonly number[];
  readonly sides?: 1 | 2;
  readonly column?: readonly number[];
  readonly weight?: readonly number[];
  readonly chosen?: readonly number[];
  readonly slots?: number;
  readonly returns?: readonly (readonly number[])[];
}

function bookOf(given: Given): Book {
  const { score } = given;
  const n = score.length;
  const numbers = (x?: readonly number[]): Float64Array => Float64Array.from({ length: n }, (_, s) => x?.[s] ?? 0);
  return {
    symbols: n,
    known: Uint8Array.from(score, (x) => Number(!Number.isNaN(x))),
    side: Int8Array.from(given.side ?? score.map((x) => Math.sign(x) || 0)),
    score: numbers(score),
    edge: numbers(score),
    sigma: numbers(),
    strength: numbers(),
    price: numbers(),
    column: numbers(given.column),
    chosen: Int8Array.from({ length: n }, (_, s) => given.chosen?.[s] ?? 0),
    weight: numbers(given.weight),
    held: numbers(),
    sides: given.sides ?? 1,
    slots: given.slots ?? n,
    returns: (s, out) => out.set(given.returns?.[s] ?? []),
  };
}

const near = (found: ArrayLike<number>, expected: readonly number[], tolerance = 1e-12): void =>
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i] - x) <= tolerance || (Number.isNaN(x) && Number.isNaN(found[i])), `${found[i]}, ${x}`),
  );

describe('portfolio.select', () => {
  it('all: every side that passed', () => {
    const book = bookOf({ score: [3, -2, NaN, 0], side: [1, -1, 0, 0] });
    all.choose({}, book);
    assert.deepEqual([[...book.chosen], book.slots], [[1, -1, 0, 0], 0]);
  });

  it('top_n: the largest scores, ties by name, n a side with two budgets', () => {
    const score = [5, -7, 5, 6, -1, NaN];
    const long = bookOf({ score, side: [1, 0, 1, 1, 0, 0] });
    topN.choose({ n: 2 }, long);
    assert.deepEqual([...long.chosen], [1, 0, 0, 1, 0, 0]);
    const both = bookOf({ score });
    topN.choose({ n: 2 }, both);
    assert.deepEqual([...both.chosen], [0, -1, 0, 1, 0, 0]);
    const longShort = bookOf({ score, sides: 2 });
    topN.choose({ n: 2 }, longShort);
    assert.deepEqual([...longShort.chosen], [1, -1, 0, 1, -1, 0]);
  });

  it('quantile: ends of the whole cross-section, of which gates leave some', () => {
    const score = [10, 20, 30, 40, 50, -10];
    const book = bookOf({ score, side: [1, 1, 1, 1, 0, -1], sides: 2 });
    quantile.choose({ bins: 3 }, book);
    // edges at 13.33 and 36.67: top bin 40 and 50 (refused), bottom bin -10 and 10 (a long)
    assert.deepEqual([[...book.chosen], book.slots], [[0, 0, 0, 1, 0, -1], 2]);
  });

  it('quantile: nothing from fewer scores than bins', () => {
    const book = bookOf({ score: [1, NaN, 2] });
    quantile.choose({ bins: 3 }, book);
    assert.deepEqual([...book.chosen], [0, 0, 0]);
  });
});

describe('portfolio.sizing of a cross-section', () => {
  const values = { gross: 1, unfilled: 'cash' as const };

  it('equal: empty places stay cash, or are spread', () => {
    const book = bookOf({ score: [1, 2, 3], chosen: [1, 0, -1], slots: 4 });
    equal.weigh?.(values, book);
    near(book.weight, [0.25, 0, -0.25]);
    equal.weigh?.({ ...values, unfilled: 'spread' }, book);
    near(book.weight, [0.5, 0, -0.5]);
  });

  it('equal: each side has half, however many are on the other', () => {
    const book = bookOf({ score: [1, 2, 3], chosen: [1, 1, -1], slots: 2, sides: 2 });
    equal.weigh?.({ ...values, unfilled: 'spread' }, book);
    near(book.weight, [0.25, 0.25, -0.5]);
  });

  it('inverse_volatility: 1 / sigma, an unknown one is not sized', () => {
    const book = bookOf({ score: [1, 2, 3], chosen: [1, 1, 1], column: [0.01, 0.03, NaN], slots: 2 });
    inverseVolatility.weigh?.({ of: 'sigma', ...values }, book);
    near(book.weight, [0.75, 0.25, NaN]);
  });

  it('risk_parity: equal contributions to the variance, also for long and short together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -90, max: 90 }), { minLength: 12, maxLength: 12 }), {
          minLength: 2,
          maxLength: 4,
        }),
        (rows) => {
          const returns = rows.map((row, i) => row.map((x, t) => (x + ((t * 37 + i * 11) % 23)) / 1000));
          const chosen = returns.map((_, s) => (s % 2 === 0 ? 1 : -1));
          const book = bookOf({ score: chosen, chosen, returns });
          const state = riskParity.start({ window: 12, gross: 1, unfilled: 'cash' }, 8760);
          riskParity.weigh?.(state, book);
          const w = [...book.weight];
          near([w.reduce((sum, x) => sum + Math.abs(x), 0)], [1], 1e-9);
          const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
          const cov = (x: readonly number[], y: readonly number[]): number =>
            x.reduce((sum, v, t) => sum + (v - mean(x)) * (y[t] - mean(y)), 0) / (x.length - 1);
          const risk = w.map((wi, i) => wi * w.reduce((sum, wj, j) => sum + wj * cov(returns[i], returns[j]), 0));
          const most = Math.max(...risk.map(Math.abs));
          risk.forEach((x) => assert.ok(Math.abs(x - risk[0]) <= 1e-6 * most, `${x} and ${risk[0]}`));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('risk_parity: nothing of a flat price', () => {
    const book = bookOf({
      score: [1, 2],
      chosen: [1, 1],
      returns: [
        [0.01, -0.01, 0.02],
        [0, 0, 0],
      ],
    });
    riskParity.weigh?.(riskParity.start({ window: 3, gross: 1, unfilled: 'cash' }, 8760), book);
    assert.ok([...book.weight].every(Number.isNaN));
  });
});

describe('portfolio.limits of a cross-section', () => {
  const weights = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
  const sum = (w: ArrayLike<number>, of = Math.abs): number => Array.from(w).reduce((a, b) => a + of(b), 0);

  it('gross, net and symbol_weight hold, touch nothing within them, and never grow a weight', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 0.01, max: 2, noNaN: true }), (w, max) => {
        for (const [limit, size] of [
          [gross, (x: ArrayLike<number>) => sum(x)],
          [net, (x: ArrayLike<number>) => Math.abs(sum(x, (v) => v))],
          [symbolWeight, (x: ArrayLike<number>) => Math.max(...Array.from(x, Math.abs))],
        ] as const) {
          const book = bookOf({ score: w, weight: w });
          const changed = limit.bound?.(limit.start({ max }) as never, book) ?? 0;
          assert.ok(size(book.weight) <= max * (1 + 1e-9));
          if (size(w) <= max) assert.deepEqual([changed, ...book.weight], [0, ...w]);
          w.forEach((before, s) => assert.ok(Math.abs(book.weight[s]) <= Math.abs(before)));
        }
      }),
    );
  });

  it('correlation: the weaker of two that move together goes; a hedge of opposite sign stays', () => {
    const up = [0.01, -0.02, 0.03, 0.01];
    const close = [0.011, -0.019, 0.031, 0.009];
    const returns = [up, close, close];
    const values = { max: 0.8, window: 4 };
    const book = bookOf({ score: [2, 3, -1], weight: [0.3, 0.3, -0.3], returns });
    assert.equal(correlation.bound?.(values, book), 1);
    assert.deepEqual([...book.weight], [0, 0.3, -0.3]);
  });
});
