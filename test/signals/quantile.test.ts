import assert from 'node:assert/strict';
import quantile from '../../src/signals/quantile.ts';
import { honoursSignalContract, runSignal } from './_run.ts';

const NONE = { long_from: undefined, long_to: undefined, short_from: undefined, short_to: undefined };
const trailing = { ...NONE, of: 'x', bins: 4, scope: 'trailing' as const, window: 5 };
const fitted = { ...NONE, of: 'p', bins: 20, scope: 'fitted' as const, window: undefined };
const objections = (over: object): readonly string[] =>
  (quantile.check?.({ ...trailing, ...over } as never) ?? []).map(({ key }) => key);

describe('quantile', () => {
  honoursSignalContract(quantile, trailing, 1);
  honoursSignalContract(quantile, { ...fitted, bins: 3 }, 1);

  it('buys from long_from on and sells up to short_to of the bins it is given', () => {
    const ran = runSignal(quantile, { ...fitted, long_from: 19, short_to: 2 }, [[1, 2, 3, 18, 19, 20, NaN]]);
    assert.deepEqual(ran.direction, [-1, -1, 0, 0, 1, 1, 0]);
    assert.deepEqual(quantile.inputs({ ...fitted, long_from: 19, short_to: 2 }), [
      { name: 'p', role: 'score', bins: 20 },
    ]);
  });

  it('trades the last and the first bin unless told otherwise', () => {
    assert.deepEqual(runSignal(quantile, fitted, [[1, 2, 19, 20]]).direction, [-1, 0, 0, 1]);
  });

  it('ranks a score among those of the window before it, once that is full', () => {
    // window 0 … 4: quartiles 1, 2, 3; then 1 … 4, 9
    assert.deepEqual(runSignal(quantile, trailing, [[0, 1, 2, 3, 4, 9, 1]]).direction, [0, 0, 0, 0, 0, 1, -1]);
  });

  it('agrees with a sort of every window', () => {
    const x = Array.from({ length: 300 }, (_, i) => ((i * 7919) % 61) / 7);
    const { direction } = runSignal(quantile, { ...trailing, window: 20 }, [x]);
    x.forEach((value, t) => {
      if (t < 20) return assert.equal(direction[t], 0);
      const window = x.slice(t - 20, t).sort((a, b) => a - b);
      const at = (q: number): number =>
        window[Math.floor(19 * q)] +
        (19 * q - Math.floor(19 * q)) * (window[Math.ceil(19 * q)] - window[Math.floor(19 * q)]);
      if (at(0.25) < at(0.5) && at(0.5) < at(0.75))
        assert.equal(direction[t], value > at(0.75) ? 1 : value <= at(0.25) ? -1 : 0);
    });
  });

  it('ranks within a day or a run for judging only, with a trailing twin that can be traded', () => {
    for (const scope of ['date', 'global'] as const) {
      const values = { ...trailing, scope };
      assert.deepEqual(objections({ scope }), []);
      assert.deepEqual(quantile.inputs(values), [{ name: 'x', role: 'score', bins: 4, scope }]);
      assert.deepEqual(quantile.tradable?.(values), trailing);
      assert.deepEqual(objections({ scope, window: undefined }), ['window']);
    }
    assert.equal(quantile.tradable?.(trailing), undefined);
    assert.equal(quantile.tradable?.(fitted), undefined);
    assert.deepEqual(objections({ scope: 'timestamp' }), ['window']);
    assert.deepEqual(objections({ scope: 'timestamp', window: undefined }), []);
  });

  it('refuses bins and windows that contradict each other', () => {
    assert.deepEqual(objections({ window: undefined }), ['window']);
    assert.deepEqual(objections({ scope: 'fitted' }), ['window']);
    assert.deepEqual(objections({ long_from: 9 }), ['bins']);
    assert.deepEqual(objections({ long_from: 2, short_to: 3 }), ['short_to']);
    assert.deepEqual(objections({ long_from: 3, short_to: 1 }), []);
  });
});
