/**
 * The event simulator over a year of 5-minute bars, with the settings of kraken-walk-forward: columns cached, and from the
 * scores on (signal, gates, simulation). Prints milliseconds, best and median of the repeats.
 * Run: node build/bench/simulation.js [rows]
 */
import { performance } from 'node:perf_hooks';
import type { Gate } from '../src/core/contracts/gate.ts';
import type { Signal, SignalColumns } from '../src/core/contracts/signal.ts';
import { rngFrom } from '../src/core/rng.ts';
import { roundTripBps } from '../src/execution/_simulator/plan.ts';
import { simulate } from '../src/execution/_simulator/simulate.ts';
import type { SimulationColumns, SimulationPlan } from '../src/execution/_simulator/types.ts';
import scaled from '../src/execution/exits/scaled.ts';
import fixedSlippage from '../src/execution/slippage/fixed.ts';
import { combineGates, gateOrder } from '../src/gates/_combine.ts';
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

const rows = Number(process.argv[2] ?? 105_000);
const REPEATS = 25;

function market() {
  const rng = rngFrom([1, 2, 3, 4]);
  const column = (): Float64Array => new Float64Array(rows);
  const [open, high, low, close] = [column(), column(), column(), column()];
  const scores = [column(), column(), column(), column()];
  let price = 30000;
  for (let t = 0; t < rows; t++) {
    open[t] = price;
    close[t] = price * (1 + 0.0012 * rng.normal());
    high[t] = Math.max(price, close[t]) * (1 + 0.0006 * rng.uniform());
    low[t] = Math.min(price, close[t]) * (1 - 0.0006 * rng.uniform());
    price = close[t];
    for (const score of scores) score[t] = (t === 0 ? 0 : 0.9 * score[t - 1]) + 4 * rng.normal();
  }
  return { bars: { open, high, low, close }, scores, sigma: column().fill(0.0012), atr: column().fill(48) };
}

const { bars, scores, sigma, atr } = market();
const slippage = slip(fixedSlippage, { rate: 2 });
const gate = (name: string, component: unknown, values: object) => ({
  name,
  component: component as Gate,
  values: values as {},
});
const gates = gateOrder([
  gate('warmup', warmup, { window: 400 }),
  gate('sigma_floor', sigmaFloor, { min: 2 }),
  gate('cooldown', cooldown, { window: 6 }),
  gate('z', zThreshold, { min: 0.3 }),
  gate('ev', expectedValue, { min: 0 }),
  gate('persistence', persistence, { window: 3 }),
  gate('quantile', quantile, { window: 400, long_above: 0.7, short_below: 0.3 }),
]);
const plan: SimulationPlan = planOf({
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

function signalOf(): SignalColumns {
  const values = {
    of: 'm',
    weights: { h1: 0.1, h12: 0.2, h24: 0.35, h48: 0.35 },
    sigma: 'sigma',
    fit: undefined,
    shrink: undefined,
  };
  const signal: Signal<typeof weightedHorizons.params, unknown> = weightedHorizons as never;
  const outputs = [0, 1, 2, 3].map(() => new Float64Array(rows));
  signal.push(signal.start(values, ['bps', 'bps', 'bps', 'bps', 'fraction'], 'SYNUSD'), [...scores, sigma], outputs);
  return { direction: outputs[0], edge: outputs[1], sigma: outputs[2], strength: outputs[3] };
}
const costs = { round_trip_bps: roundTripBps({ taker: 2, maker: 2 }, slippage) };
const gated = (signal: SignalColumns) => combineGates(gates, costs, signal);

function measure<T>(what: string, run: () => T): T {
  const times: number[] = [];
  let last = run();
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    last = run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`${what.padEnd(34)} best ${times[0].toFixed(2)} ms, median ${times[REPEATS >> 1].toFixed(2)} ms`);
  return last;
}

console.log(`${rows} bars`);
const signal = measure('signal', signalOf);
const votes = measure('gates', () => gated(signal));
const columns: SimulationColumns = { ...bars, ...signal, ...votes, stopLoss: atr, takeProfit: atr };
const { totals } = measure('simulation, columns cached', () => simulate(plan, columns));
measure('simulation with all its logs', () => simulate({ ...plan, record: 'all' }, columns));
measure('signal, gates and simulation', () => {
  const fresh = signalOf();
  return simulate(plan, { ...columns, ...fresh, ...gated(fresh) });
});
console.log(`${totals.trades} trades, ${totals.decisions} decisions, ${totals.bars_held} bars held`);
