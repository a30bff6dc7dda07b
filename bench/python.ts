/**
 * The rules of kraken-walk-forward over the same made-up bars, here and in Python event loops: sigma, ATR, signal, gates
 * and simulation from four score columns, then the simulation alone. `node build/bench/python.js [rows]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed } from '../src/core/clock.ts';
import type { Feature } from '../src/core/contracts/feature.ts';
import type { Signal, SignalColumns } from '../src/core/contracts/signal.ts';
import { rngFrom } from '../src/core/rng.ts';
import { roundTripBps } from '../src/execution/_simulator/plan.ts';
import { simulate } from '../src/execution/_simulator/simulate.ts';
import type { SimulationColumns } from '../src/execution/_simulator/types.ts';
import scaled from '../src/execution/exits/scaled.ts';
import fixedSlippage from '../src/execution/slippage/fixed.ts';
import atrFeature from '../src/features/atr.ts';
import returnsFeature from '../src/features/returns.ts';
import sdFeature from '../src/features/rolling-sd.ts';
import { combineGates, gateOrder } from '../src/gates/_combine.ts';
import type { NamedGate } from '../src/gates/_combine.ts';
import cooldown from '../src/gates/cooldown.ts';
import expectedValue from '../src/gates/expected-value.ts';
import persistence from '../src/gates/persistence.ts';
import quantile from '../src/gates/quantile.ts';
import sigmaFloor from '../src/gates/sigma-floor.ts';
import warmup from '../src/gates/warmup.ts';
import zThreshold from '../src/gates/z-threshold.ts';
import edgeOverVolatility from '../src/portfolio/sizing/edge-over-volatility.ts';
import weightedHorizons from '../src/signals/weighted-horizons.ts';
import { exitAt, planOf, sized, slip } from '../test/execution/_plans.ts';
import { inFolder, machine, median, ms, peer } from './_harness.ts';

const rows = Number(process.argv[2] ?? 105_000);
const TIMES = 15;
const HORIZONS = ['h1', 'h12', 'h24', 'h48'];

/** Bars of a random walk and four smooth scores. */
function market(): { readonly [name: string]: Float64Array } {
  const rng = rngFrom([1, 2, 3, 4]);
  const columns = Object.fromEntries(
    ['open', 'high', 'low', 'close', ...HORIZONS].map((name) => [name, new Float64Array(rows)]),
  );
  let price = 30000;
  for (let t = 0; t < rows; t++) {
    const close = price * (1 + 0.0012 * rng.normal());
    columns['open'][t] = price;
    columns['close'][t] = close;
    columns['high'][t] = Math.max(price, close) * (1 + 0.0006 * rng.uniform());
    columns['low'][t] = Math.min(price, close) * (1 - 0.0006 * rng.uniform());
    for (const name of HORIZONS) columns[name][t] = (t === 0 ? 0 : 0.9 * columns[name][t - 1]) + 8 * rng.normal();
    price = close;
  }
  return columns;
}

const slippage = slip(fixedSlippage, { rate: 2 });
const costs = { round_trip_bps: roundTripBps({ taker: 2, maker: 2 }, slippage) };
const gate = (name: string, component: unknown, values: object): NamedGate =>
  ({ name, component, values }) as NamedGate;
const gates = gateOrder([
  gate('warmup', warmup, { window: 400 }),
  gate('sigma_floor', sigmaFloor, { min: 2 }),
  gate('cooldown', cooldown, { window: 6 }),
  gate('z', zThreshold, { min: 0.3 }),
  gate('ev', expectedValue, { min: 0 }),
  gate('persistence', persistence, { window: 3 }),
  gate('quantile', quantile, { window: 400, long_above: 0.7, short_below: 0.3 }),
]);
const plan = planOf({
  cash: 100_000,
  takerRate: 2e-4,
  makerRate: 2e-4,
  slippage,
  sizing: sized(edgeOverVolatility, { samples: 50, quantile: 0.9 }),
  minTrade: 0.01,
  lot: 1e-5,
  maxHold: 40,
  opposite: 'ignore',
  stopLoss: exitAt(scaled, { multiple: 3 }),
  takeProfit: exitAt(scaled, { multiple: 5 }),
  gates: gates.map(({ name, component, values }) => ({ name, cooldown: component.cooldown?.(values as never) })),
  record: 'none',
});

function featureOf(component: unknown, values: object, inputs: readonly Float64Array[]): Float64Array {
  const feature = component as Feature;
  const out = new Float64Array(rows);
  feature.push(feature.start(values as never, 0), inputs, [out]);
  return out;
}

function columnsOf({ open, high, low, close, ...scores }: ReturnType<typeof market>): SimulationColumns {
  const atr = featureOf(atrFeature, { window: 14 }, [high, low, close]);
  const sigma = featureOf(sdFeature, { window: 30 }, [featureOf(returnsFeature, { windows: [1] }, [close])]);
  const values = {
    of: 'm',
    weights: { h1: 0.1, h12: 0.2, h24: 0.35, h48: 0.35 },
    sigma: 'sigma',
    fit: undefined,
    shrink: undefined,
  };
  const component: Signal<typeof weightedHorizons.params, unknown> = weightedHorizons as never;
  const made = [0, 1, 2, 3].map(() => new Float64Array(rows));
  component.push(
    component.start(values, ['bps', 'bps', 'bps', 'bps', 'fraction'], 'SYNUSD'),
    [...HORIZONS.map((h) => scores[h]), sigma],
    made,
  );
  const signal: SignalColumns = { direction: made[0], edge: made[1], sigma: made[2], strength: made[3] };
  return { open, high, low, close, ...signal, ...combineGates(gates, costs, signal), stopLoss: atr, takeProfit: atr };
}

function medianMs<T>(work: () => T): [number, T] {
  let result = work();
  const times = Array.from({ length: TIMES }, () => {
    const started = elapsed();
    result = work();
    return elapsed() - started;
  });
  return [median(times), result];
}

interface Loop {
  readonly seconds: number;
  readonly trades: number;
  readonly equity: number;
}

const bars = market();
const [whole] = medianMs(() => simulate(plan, columnsOf(bars)));
const cached = columnsOf(bars);
const [alone, result] = medianMs(() => simulate(plan, cached));
const python = inFolder((folder) => {
  const path = join(folder, 'bars.csv');
  const names = Object.keys(bars);
  const lines = Array.from({ length: rows }, (_, t) => names.map((name) => bars[name][t]).join(','));
  writeFileSync(path, [names.join(','), ...lines, ''].join('\n'));
  return peer<{ readonly plain: Loop; readonly backtrader: Loop }>('backtrader_kraken.py', [path]);
});
console.log(`${machine()}; ${rows} bars, medians`);
console.log(
  `here, columns cached      ${ms(alone)}, ${result.totals.trades} trades, last equity ${result.cash.toFixed(6)}`,
);
console.log(`here, from the scores     ${ms(whole)}`);
for (const [name, { seconds, trades, equity }] of Object.entries(python) as [string, Loop][]) {
  const times = (seconds * 1000) / whole;
  console.log(
    `Python, ${name.padEnd(17)} ${ms(seconds * 1000)}, ${trades} trades, last equity ${equity.toFixed(6)}: ${times.toFixed(0)} times ours from the scores`,
  );
}
