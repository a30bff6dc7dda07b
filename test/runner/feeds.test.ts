import assert from 'node:assert/strict';
import type { Opened } from '../../src/runner/open.ts';
import { runPlan } from '../../src/runner/run.ts';
import type { RunOutcome, RunRequest } from '../../src/runner/run.ts';
import { textOf } from '../../src/runner/steps/step.ts';
import { csvOfBars, hourlyBars, onFile, rowsBefore, SMALL } from '../e2e/_small.ts';
import { here, outcomeOf } from './_here.ts';
import type { HereOptions } from './_here.ts';

/** Coarse, forgetful and windowed features, and gates with windows of their own. */
const RICH = SMALL.replace(
  'features:\n',
  'features:\n  slope: { type: ema_slope, window: 8, interval: 4h }\n  day: { type: rsi, window: 5, interval: 1d }\n  clock: { type: time_of_day }\n',
)
  .replace('[ret, rsi]', '[ret, rsi, slope, day, clock]')
  .replace(
    'gates:\n',
    'gates:\n  q: { type: quantile, window: 60, long_above: 0.6, short_below: 0.4 }\n  steady: { type: persistence, window: 2 }\n  rest: { type: cooldown, window: 3 }\n',
  );

async function bothFeeds(
  text: string,
  options: HereOptions = {},
  slice: Omit<RunRequest, 'feed'> = {},
): Promise<[RunOutcome, RunOutcome]> {
  return here(text, options, async ({ opened, environment }) => {
    const run = (feed: RunRequest['feed']) => runPlan(opened, { feed, ...slice }, environment);
    return [await run('precomputed'), await run('live')];
  });
}

function assertSameTrades([a, b]: [RunOutcome, RunOutcome]): void {
  assert.ok(a.result.totals.trades > 5, `${a.result.totals.trades} trades`);
  assert.deepEqual(b.result.details?.trades, a.result.details?.trades);
  assert.deepEqual(b.result.details?.orders, a.result.details?.orders);
  assert.deepEqual(b.result.equity, a.result.equity);
  assert.deepEqual(b.result.gates, a.result.gates);
}

describe('the live feed', () => {
  it('trades as the precomputed one does, with coarse features and gates with windows', async () => {
    assertSameTrades(await bothFeeds(RICH));
  });

  it('does so for a slice', async () => {
    const [from, to] = ['2024-04-03T05:00Z', '2024-05-20T07:00Z'].map(Date.parse);
    assertSameTrades(await bothFeeds(RICH, {}, { from, to }));
  });

  it('does so for a rule without models', async () => {
    const rule = `${SMALL.slice(0, SMALL.indexOf('labels:')).replaceAll(/ {2}(ret|sigma): .*\n/g, '')}signals:\n  edge: { type: threshold, of: rsi, long_below: 35, short_above: 65 }\n${SMALL.slice(SMALL.indexOf('execution:')).replace(/evaluation.*\n/, '')}`;
    assertSameTrades(await bothFeeds(rule));
  });

  it('does so for coarse vwap, weighed by volume, and coarse amounts, summed as they are written', async () => {
    const bars = hourlyBars(rowsBefore(6)).map((b) => ({ ...b, volume: Math.round(b.volume * 1000) / 1000 }));
    const [head, ...lines] = csvOfBars(bars).trim().split('\n');
    const rows = lines.map((line, i) => `${line},${(bars[i].high + bars[i].low) / 2}`);
    const text = RICH.replace(/source: .*/, 'source: { type: csv, path: bars.csv }')
      .replace(/symbols: .*/, 'symbols: [X]')
      .replace(
        '  clock:',
        '  fair: { type: roc, of: vwap, window: 3, interval: 4h }\n  flow: { type: roc, of: volume, window: 2, interval: 1d }\n  clock:',
      )
      .replace('slope, day, clock]', 'slope, day, fair, flow, clock]');
    assertSameTrades(await bothFeeds(text, { files: { 'data/bars.csv': `${head},vwap\n${rows.join('\n')}\n` } }));
  });

  for (const seed of [1, 2, 3]) {
    it(`does so where bars are missing (${seed})`, async () => {
      const bars = hourlyBars(rowsBefore(6)).filter(
        (_, i) => (i * 7919 * seed) % 97 > 2 && !(i > 800 * seed && i < 800 * seed + 40),
      );
      const text = RICH.replace(
        SMALL.slice(SMALL.indexOf('data:'), SMALL.indexOf('features:')),
        onFile('bars.csv').slice(SMALL.indexOf('data:'), onFile('bars.csv').indexOf('features:')),
      );
      const gaps = text.replace(/( {2}range: .*\n)/, '$1  clean: { gaps: keep }\n');
      assertSameTrades(await bothFeeds(gaps, { files: { 'data/bars.csv': csvOfBars(bars) } }));
    });
  }
});

describe('what is fitted', () => {
  const fitted = (outcome: RunOutcome): ReadonlyMap<string, string> => {
    const nodes = outcome.plan.nodes.filter(({ kind }) => kind === 'model' || kind === 'calibrator');
    return new Map(nodes.map(({ id, kind }) => [id, textOf(outcome.computed.array(id, kind))]));
  };

  it('does not depend on how the data go on', async () => {
    const whole = fitted(await outcomeOf(RICH));
    const short = fitted(await outcomeOf(RICH, { set: ['data.range.to=2024-04-25'] }));
    assert.ok(short.size > 0 && short.size < whole.size);
    for (const [id, text] of short) assert.equal(text, whole.get(id), id);
  });

  it('reads labels that end before the next window, and calibrators read no row of a train window', async () => {
    await here(
      SMALL,
      {},
      async ({ opened, environment }: { opened: Opened; environment: Parameters<typeof runPlan>[2] }) => {
        const { plan, computed } = await runPlan(opened, { feed: 'precomputed' }, environment);
        for (const node of plan.nodes.filter(({ kind }) => kind === 'model')) {
          const { train, boundary, calibrate, test } = plan.folds[node.fold as number];
          const { last_row } = computed.meta(node.id) as { last_row: number };
          const reach = node.label === 'h4' ? 4 : 1;
          assert.ok(last_row + reach < boundary && boundary === calibrate.from, node.id);
          assert.ok(train.to <= calibrate.from && calibrate.to <= test.from, node.id);
        }
      },
    );
  });
});
