import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RawBars } from '../../../src/core/contracts/source.ts';
import synthetic, { plantedTruth } from '../../../src/data/source/synthetic.ts';
import { correlationOf, pullFor } from '../../../src/data/_market.ts';
import { context, problemsOf } from '../_files.ts';

const INTERVAL = 900_000;
const values = { predictability: 0.05, horizon: 4, common: undefined, regimes: 3, annual_volatility: 0.6 };
const open = (rows: number, over: object = {}, place: object = {}): Promise<RawBars> =>
  synthetic.open(
    { ...values, ...over },
    context({ interval_ms: INTERVAL, range: { from: 0, to: rows * INTERVAL }, symbol: 'S', ...place }),
  );
const column = (raw: RawBars, name: string): Float64Array => raw.columns.get(name) as Float64Array;

function correlation(x: Float64Array, y: Float64Array): number {
  const mean = (a: Float64Array): number => a.reduce((s, v) => s + v, 0) / a.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / Math.sqrt(xx * yy);
}

/** Minus the distance of the log close from its 20-bar EMA, and the log return over the next `horizon` bars. */
function predictorAndReturn(raw: RawBars, horizon: number): [Float64Array, Float64Array] {
  const close = column(raw, 'close').map(Math.log);
  let ema = close[0];
  const gap = close.map((c) => (ema += (2 / 21) * (c - ema)) - c);
  const ahead = close.map((c, t) => close[t + horizon] - c);
  return [gap.slice(200, -horizon), ahead.slice(200, -horizon)];
}

describe('synthetic source', () => {
  it('makes bars that any cleaning accepts', async () => {
    const raw = await open(20_000);
    const [o, h, l, c] = ['open', 'high', 'low', 'close'].map((name) => column(raw, name));
    const vwap = column(raw, 'vwap');
    for (let t = 0; t < o.length; t++) {
      assert.ok(l[t] > 0 && l[t] <= Math.min(o[t], c[t], vwap[t]) && h[t] >= Math.max(o[t], c[t], vwap[t]), `bar ${t}`);
      assert.ok(column(raw, 'volume')[t] > 0 && column(raw, 'count')[t] >= 1);
      assert.ok(column(raw, 'taker_base')[t] >= 0 && column(raw, 'taker_base')[t] <= column(raw, 'volume')[t]);
      if (t > 0) assert.equal(o[t], c[t - 1]);
    }
  });

  it('begins with the same bars when the range is longer', async () => {
    const [short, long] = [await open(500), await open(2000)];
    for (const [name, x] of short.columns) assert.deepEqual(x, column(long, name).slice(0, 500), name);
  });

  it('depends on the seed and the symbol, and on nothing else', async () => {
    const closes = await Promise.all([open(50), open(50), open(50, {}, { seed: 1 }), open(50, {}, { symbol: 'T' })]);
    const [a, again, seed, symbol] = closes.map((raw) => column(raw, 'close'));
    assert.deepEqual(a, again);
    assert.notDeepEqual(a, seed);
    assert.notDeepEqual(a, symbol);
  });

  it('holds the predictability that it states', async () => {
    for (const predictability of [0, 0.05, 0.2]) {
      const raw = await open(600_000, { predictability });
      const [x, y] = predictorAndReturn(raw, 4);
      // standard error of a correlation with 4 bars of overlap: about sqrt(4 / 600000) = 0.0026
      assert.ok(Math.abs(correlation(x, y) - predictability) < 0.009, `${predictability}: ${correlation(x, y)}`);
    }
  });

  it('is a martingale at predictability 0: no lag of the return tells the next one', async () => {
    const close = column(await open(400_000, { predictability: 0 }), 'close');
    const ret = close.map((c, t) => (t === 0 ? 0 : c / close[t - 1] - 1));
    for (const lag of [1, 2, 4, 8, 20]) {
      const r = correlation(ret.slice(0, -lag), ret.slice(lag));
      assert.ok(Math.abs(r) < 0.008, `lag ${lag}: ${r}`);
    }
  });

  it('has the annual volatility asked for, and regimes that cluster', async () => {
    const close = column(await open(400_000), 'close');
    const square = close.map((c, t) => (t === 0 ? 0 : Math.log(c / close[t - 1]) ** 2));
    const annual = Math.sqrt((square.reduce((s, v) => s + v, 0) / square.length) * 35_040);
    assert.ok(Math.abs(annual - 0.6) < 0.03, String(annual));
    assert.ok(correlation(square.slice(0, -10), square.slice(10)) > 0.05);
  });

  it('trades more when the price moves more', async () => {
    const raw = await open(20_000);
    const [o, c] = [column(raw, 'open'), column(raw, 'close')];
    assert.ok(
      correlation(
        column(raw, 'volume').slice(),
        c.map((x, t) => Math.abs(x / o[t] - 1)),
      ) > 0.3,
    );
  });

  it('finds the pull of any correlation that can be had', () => {
    const horizons = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.5, noNaN: true }), horizons, (wanted, horizon) => {
        assert.ok(Math.abs(correlationOf(pullFor(wanted, horizon), horizon) - wanted) < 1e-9);
      }),
    );
  });

  it('states the truth, and objects to what cannot be', () => {
    const truth = plantedTruth(values);
    // 6/pi asin(0.025), by hand: asin(0.025) = 0.02500260489...
    assert.ok(Math.abs(truth.ic - (6 / Math.PI) * 0.02500260489) < 1e-9);
    assert.deepEqual([truth.correlation, truth.horizon_bars], [0.05, 4]);
    assert.match(truth.carrier, /EMA/);
    assert.match(plantedTruth({ ...values, predictability: 0 }).carrier, /nothing/);
    assert.deepEqual(synthetic.check?.(values), []);
    assert.equal(synthetic.check?.({ ...values, predictability: 0.5, horizon: 1000 }).length, 1);
  });

  it('needs both bounds of the range', async () => {
    const [problem] = await problemsOf(() => synthetic.open(values, context({ range: { from: 0 } })));
    assert.equal(problem.code, 'DATA_RANGE');
  });

  it('is named by its parameters, seed, symbol and start, never by its end', async () => {
    const name = (range: object, seed = 0) => synthetic.identity(values, context({ range, seed }));
    assert.deepEqual(await name({ from: 0, to: 60_000 }), await name({ from: 0, to: 600_000 }));
    assert.notDeepEqual(await name({ from: 0, to: 60_000 }), await name({ from: 0, to: 60_000 }, 1));
    assert.notDeepEqual(await name({ from: 0, to: 600_000 }), await name({ from: 60_000, to: 600_000 }));
  });
});
