import assert from 'node:assert/strict';
import { auditRun } from '../../src/runner/audit/audit.ts';
import { partitionsIn } from '../../src/runner/lock.ts';
import { runPlan } from '../../src/runner/run.ts';
import type { RunOutcome } from '../../src/runner/run.ts';
import { csvOfBars, hourlyBars } from '../e2e/_small.ts';
import { here, outcomeOf, refusalOf } from './_here.ts';

const QUARTER = 900_000;
const START = Date.UTC(2024, 0, 1);
const bars = hourlyBars(4 * 24 * 30).map((bar, i) => ({ ...bar, time: START + i * QUARTER }));
const SPEC = `version: 1
name: finer
data:
  source: { type: csv, path: bars.csv, interval: 15m }
  symbols: [X]
  interval: 1h
  clean: { gaps: keep }
features:
  rsi: { type: rsi, window: 5 }
signals: { s: { type: threshold, of: rsi, long_below: 35, short_above: 65 } }
execution:
  type: event
  interval: 15m
  fees: { taker: 5bps, maker: 2bps }
  slippage: none
  funding: none
  exits: { stop_loss: { type: fixed, distance: 0.5% }, take_profit: { type: fixed, distance: 0.5% }, max_hold: 6h }
`;
// a quarter is missing here and there, and a whole hour once
const FILES = { 'data/bars.csv': csvOfBars(bars.filter((_, i) => i % 97 !== 5 && Math.floor(i / 4) !== 100)) };
const keysOf = ({ plan }: RunOutcome): ReadonlyMap<string, string> =>
  new Map(plan.nodes.map(({ id, key }) => [id, key]));

describe('execution.interval', () => {
  it('fills at opens of the finer bars and at levels that they touch, and tells their time', async () => {
    const { result, plan } = await outcomeOf(SPEC, { files: FILES });
    const { trades, times } = result.details as NonNullable<typeof result.details>;
    assert.ok(trades.rows > 20, `${trades.rows} trades`);
    assert.equal(plan.bars.interval_ms, 4 * QUARTER);
    const known = new Map(bars.map((bar) => [bar.time, bar]));
    let within = 0;
    for (let i = 0; i < trades.rows; i++) {
      const [entry, exit] = [times?.trades.entry_time[i] ?? NaN, times?.trades.exit_time[i] ?? NaN];
      assert.equal(trades.entry_price[i], known.get(entry)?.open);
      const bar = known.get(exit) as (typeof bars)[0];
      assert.ok(trades.exit_price[i] <= bar.high && trades.exit_price[i] >= bar.low);
      if (exit % (4 * QUARTER) !== 0) within += 1;
    }
    assert.ok(within > 10, `${within} exits within an hour`);
  });

  it('changes what trading comes to, and no feature', async () => {
    const [finer, plain] = [
      await outcomeOf(SPEC, { files: FILES }),
      await outcomeOf(SPEC, { files: FILES, set: ['execution.interval=null'] }),
    ];
    assert.equal(keysOf(finer).get('features.rsi'), keysOf(plain).get('features.rsi'));
    assert.notEqual(keysOf(finer).get('simulation'), keysOf(plain).get('simulation'));
    assert.notDeepEqual(finer.result.equity, plain.result.equity);
    assert.deepEqual(
      partitionsIn(finer.plan).map(({ month }) => month),
      ['2024-01', '2024-01 at 15m'],
    );
  });

  it('is traded alike by the live feed, and the audit finds no future in it', () =>
    here(SPEC, { files: FILES }, async ({ opened, environment }) => {
      const outcome = await runPlan(opened, { feed: 'precomputed' }, environment);
      const live = await runPlan(opened, { feed: 'live' }, environment);
      assert.deepEqual(live.result, outcome.result);
      const options = { times: 9, refits: 0, poisons: ['noise', 'nan', 'truncated'] as const, rows: Infinity };
      const { findings, checks } = await auditRun(opened, outcome, options, environment);
      assert.deepEqual(findings, []);
      assert.ok(checks > 50);
    }));

  it('divides the bars of decisions, and is a multiple of those of the source', async () => {
    for (const [size, message] of [
      ['1h', /finer than data\.interval/],
      ['7m', /and divide it/],
      ['5m', /multiple of data\.source\.interval/],
    ] as const) {
      const refusal = await refusalOf(outcomeOf(SPEC, { files: FILES, set: [`execution.interval=${size}`] }));
      assert.match(refusal.problems[0].message, message);
    }
  });
});
