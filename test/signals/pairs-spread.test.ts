import assert from 'node:assert/strict';
import pairsSpread from '../../src/signals/pairs-spread.ts';

const values = { of: 'a', against: 'b', legs: ['A', 'B'], window: 12, entry: 1.5, exit: 0.5 };

/** b wanders, a follows it with beta 2, and is pushed up by a tenth for some bars. */
function prices(rows: number): readonly [Float64Array, Float64Array] {
  const b = Float64Array.from({ length: rows }, (_, t) => 100 * (1 + 0.02 * Math.sin(t)));
  const a = b.map((x, t) => (x * x) / 100 + 0.05 * Math.cos(3 * t) + (t >= 20 && t < 24 ? 10 : 0));
  return [a, b];
}

function directions(symbol: string, [a, b]: readonly [Float64Array, Float64Array], chunk = a.length): number[] {
  const outputs = [0, 1, 2, 3].map(() => new Float64Array(a.length));
  const state = pairsSpread.start(values, ['price', 'price'], symbol);
  for (let from = 0; from < a.length; from += chunk) {
    const cut = (x: Float64Array): Float64Array => x.subarray(from, from + chunk);
    pairsSpread.push(state, [cut(a), cut(b)], outputs.map(cut));
  }
  return [...outputs[0]];
}

describe('pairs_spread', () => {
  it('sells the leg that is too dear, buys the other, and leaves when they meet again', () => {
    const [first, second] = [directions('A', prices(40)), directions('B', prices(40))];
    assert.equal(first[20], -1);
    assert.equal(second[20], 1);
    assert.deepEqual(
      second,
      first.map((d) => -d + 0),
    );
    assert.ok(first.slice(24).includes(0));
    assert.ok(first.slice(0, 11).every((d) => d === 0));
  });

  it('trades no other symbol', () => {
    assert.ok(directions('C', prices(40)).every((d) => d === 0));
  });

  it('has the same bytes for any chunking, and reads nothing ahead', () => {
    const whole = directions('A', prices(40));
    assert.deepEqual(directions('A', prices(40), 1), whole);
    assert.deepEqual(directions('A', prices(30)), whole.slice(0, 30));
  });

  it('holds nothing over an unknown price', () => {
    const [a, b] = prices(40);
    a[21] = NaN;
    assert.deepEqual(directions('A', [a, b]).slice(21, 33), new Array(12).fill(0));
  });

  it('refuses a pair of one, and an exit beyond the entry', () => {
    assert.equal(pairsSpread.check?.({ ...values, legs: ['A', 'A'] })[0].key, 'legs');
    assert.equal(pairsSpread.check?.({ ...values, exit: 2 })[0].key, 'exit');
  });
});
