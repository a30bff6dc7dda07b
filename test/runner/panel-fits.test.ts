import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bars } from '../../src/core/artifacts.ts';
import { panelOf } from '../../src/runner/panel.ts';
import { columnOf } from '../../src/runner/columns.ts';
import type { RunOutcome } from '../../src/runner/run.ts';
import { outcomeOf, refusalOf } from './_here.ts';
import { CONFIG, exchangedQuality, marketFiles, panelSpec, plantedPanel, START } from './_panel.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SYMBOLS = [{ name: 'CCC' }, { name: 'AAA', from: 200, holes: [400, 401, 402, 640] }, { name: 'BBB', to: 650 }];
const UNIVERSE = `symbol,from,to\nAAA,2024-01-01,2024-01-25\nBBB,2024-01-10,\nCCC,2020-01-01,2024-01-12\nCCC,2024-01-20,\n`;
const files = { 'config.yml': CONFIG, 'u.csv': UNIVERSE, ...marketFiles(SYMBOLS, 800) };
const BLOCKS = `features:
  mom: { type: log_return, window: 6 }
  ref: { type: log_return, window: 6, symbol: CCC }
  rank: { type: cross_rank, of: mom }
labels:
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 12d, test: 4d }
models:
  m: { type: ridge, labels: [h4], features: [mom, ref, rank] }
signals:
  s: { type: score, of: m }
`;
const alone = BLOCKS.replace(/ {2}ref.*\n.*rank.*\n/, '').replace('[mom, ref, rank]', '[mom]');
const run = (symbols: readonly string[], more = BLOCKS, set: readonly string[] = []): Promise<RunOutcome> =>
  outcomeOf(panelSpec(symbols, more), { files, set });
const score = ({ symbolScores, plan }: RunOutcome, symbol: string, name = 'm.h4'): Float64Array =>
  symbolScores[plan.panel.member(symbol).index].get(name) as Float64Array;

describe('fits over several symbols', () => {
  it('per symbol are the fits of separate runs, byte for byte', async () => {
    const both = await run(['BBB', 'CCC'], alone, ['models.m.per_symbol=true']);
    const single = await run(['CCC'], alone);
    assert.deepEqual(score(both, 'CCC'), score(single, 'CCC'));
    assert.equal(both.plan.byId.has('models.m/h4/fold-01/BBB'), true);
  });

  it('per symbol leave out a fold in which the symbol has under half of the bars', async () => {
    const { plan, symbolScores } = await run(['AAA', 'CCC'], BLOCKS, ['models.m.per_symbol=true']);
    assert.equal(plan.byId.has('models.m/h4/fold-01/AAA'), false); // listed on day 9 of 12
    assert.equal(plan.byId.has('models.m/h4/fold-03/AAA'), true);
    assert.ok(symbolScores[0].get('m.h4')?.some((x) => x === x));
  });

  it('of one symbol by itself may read a column that is idle there, and calibrate what all symbols scored', async () => {
    const beta = `features:
  mom: { type: log_return, window: 6 }
  ref: { type: log_return, window: 6, symbol: CCC }
  beta: { type: rolling_beta, of: mom, against: ref, window: 48 }
labels:
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 12d, calibrate: 2d, test: 4d }
models:
  m: { type: ridge, labels: [h4], features: [mom, beta] }
  own: { type: ridge, labels: [h4], features: [mom, beta], per_symbol: true, prepare: { scale: { type: standard } } }
calibrators:
  c: { type: linear, of: m, per_symbol: true, min_samples: 20 }
signals:
  a: { type: score, of: c }
  b: { type: score, of: own }
  s: { type: mean, of: [a, b] }
portfolio: { of: s }
`;
    const outcome = await run(['BBB', 'CCC'], beta);
    const { plan, computed } = outcome;
    assert.ok(columnOf(plan, computed, 'beta', plan.panel.member('CCC')).every((b) => Number.isNaN(b) || b === 1));
    assert.ok(score(outcome, 'CCC', 'own.h4').some((x) => x === x));
    for (const symbol of ['BBB', 'CCC']) assert.ok(plan.byId.has(`calibrators.c/h4/fold-01/${symbol}`));
    assert.ok(score(outcome, 'CCC', 'c.h4').some((x) => x === x));
  });

  it('of a stack are the mean of the models below it at first, then learnt from earlier test windows of all symbols', async () => {
    const stacked = BLOCKS.replace('of: m ', 'of: both ').replace(
      'signals:',
      '  f: { type: random_forest, labels: [h4], features: [mom], trees: 5, max_depth: 3 }\n  both: { type: stack, labels: [h4], of: [m, f] }\nsignals:',
    );
    const outcome = await run(['BBB', 'CCC'], stacked);
    const { plan, computed } = outcome;
    for (const symbol of ['BBB', 'CCC']) {
      const at = plan.folds[0].test.from;
      const [m, n, both] = ['m.h4', 'f.h4', 'both.h4'].map((name) => score(outcome, symbol, name)[at]);
      assert.ok(Math.abs((m + n) / 2 - both) < 1e-9, symbol);
    }
    const { rows } = computed.meta('models.both/h4/fold-02') as { rows: number };
    const window = plan.folds[0].test.to - plan.folds[0].test.from;
    assert.ok(rows > window && rows <= 2 * window, `${rows} rows of two symbols`);
  });

  it('are restricted to the symbols of the model', async () => {
    const outcome = await run(['AAA', 'BBB', 'CCC'], BLOCKS, ['models.m.symbols=[CCC, BBB]']);
    assert.ok(score(outcome, 'AAA').every(Number.isNaN));
    assert.ok(score(outcome, 'BBB').some((x) => x === x));
  });

  it('read a reference symbol as of time, and ranks among who is there', async () => {
    const { plan, computed } = await run(['AAA', 'BBB', 'CCC']);
    const [a, c] = ['AAA', 'CCC'].map((symbol) => plan.panel.member(symbol));
    const [ref, own] = [columnOf(plan, computed, 'ref', a), columnOf(plan, computed, 'mom', c)];
    for (let t = 0; t < a.bars.rows; t++) assert.ok(Object.is(ref[t], own[c.rowOf[a.gridOf[t]]]));
    for (let g = 0; g < plan.bars.rows; g += 7) {
      const there = plan.panel.members.filter(({ rowOf }) => rowOf[g] >= 0);
      const values = there.map((m) => columnOf(plan, computed, 'mom', m)[m.rowOf[g]]);
      const ranks = there.map((m) => columnOf(plan, computed, 'rank', m)[m.rowOf[g]]);
      const known = values.filter((x) => x === x);
      ranks.forEach((rank, i) => {
        const expected = values[i] === values[i] && known.length > 1 ? known.filter((x) => x <= values[i]).length : NaN;
        assert.ok(Object.is(rank, expected));
      });
    }
  });

  it('load a reference symbol that is not traded', async () => {
    const { plan, symbolScores } = await run(['AAA', 'BBB']);
    assert.deepEqual(
      plan.panel.members.map(({ symbol, spans }) => [symbol, spans]),
      [
        ['AAA', undefined],
        ['BBB', undefined],
        ['CCC', []],
      ],
    );
    assert.ok(symbolScores[2].get('m.h4')?.every(Number.isNaN));
  });
});

describe('a universe in time', () => {
  const set = ['data.symbols=null', 'data.universe={type: list, path: ./u.csv}'];

  it('fits, scores, ranks and votes within membership only', async () => {
    const outcome = await run(['AAA'], BLOCKS, set);
    const { plan, computed, panel } = outcome;
    const [from, to] = [Date.UTC(2024, 0, 12), Date.UTC(2024, 0, 20)];
    const { bars, listed, index } = plan.panel.member('CCC');
    const rank = columnOf(plan, computed, 'rank', plan.panel.member('CCC'));
    bars.time.forEach((ms, t) => {
      const inside = ms < from || ms >= to;
      assert.equal(listed[t], inside ? 1 : 0);
      if (inside) return;
      assert.ok(Number.isNaN(score(outcome, 'CCC')[t]) && Number.isNaN(rank[t]));
      assert.equal(panel.symbols[index].columns.direction[t], 0);
    });
    const rows = plan.panel.members.reduce((sum, member) => sum + member.listed.reduce((a, b) => a + b, 0), 0);
    assert.equal(plan.panel.pooled().rows, rows);
  });

  it('is refused where it is empty, or names a symbol without data', async () => {
    const empty = await refusalOf(run(['AAA'], BLOCKS, [...set, 'data.range={from: 2010-01-01, to: 2010-02-01}']));
    assert.match(empty.message, /data.universe.path: .*no member within data.range/);
    const gone = await refusalOf(run(['AAA', 'ZZZ']));
    assert.match(gone.message, /ZZZ/);
  });

  it('does not ask for a symbol that is listed after the end', async () => {
    const ends = [...set, 'data.range={from: 2024-01-01, to: 2024-02-03}'];
    const later = { ...files, 'u.csv': `${UNIVERSE}ZZZ,2030-01-01,\n` };
    const { plan } = await outcomeOf(panelSpec(['AAA'], alone), { files: later, set: ends });
    assert.deepEqual(
      plan.panel.members.map(({ symbol }) => symbol),
      ['AAA', 'BBB', 'CCC'],
    );
  });

  it('of the largest leaves out a candidate that was delisted before', async () => {
    const set = ['data.symbols=null', 'data.universe={type: top_volume, count: 1, window: 1d, every: 1d}'];
    const { plan } = await run(['AAA'], alone, [
      ...set,
      'data.range={from: 2024-01-28 10:00, to: 2024-02-03}',
      'split={type: chronological, train: 0.6}',
    ]);
    assert.deepEqual(
      plan.panel.members.map(({ symbol }) => symbol),
      ['AAA', 'CCC'],
    );
  });

  it('of the largest knows volumes before its dates only', async () => {
    const top = ['data.symbols=null', 'data.universe={type: top_volume, count: 1, window: 5d, every: 1d}'];
    const { plan } = await run(['AAA'], alone, top);
    const { members, grid } = plan.panel;
    for (let day = 6; day < 30; day++) {
      const [opens, date] = [START + (day - 5) * DAY, START + day * DAY];
      const volumes = members.map(({ bars }) =>
        bars.time.reduce((sum, ms, t) => {
          const [close, volume] = ['close', 'volume'].map((name) => bars.columns.get(name) as Float64Array);
          return ms >= opens && ms < date ? sum + close[t] * volume[t] : sum;
        }, 0),
      );
      const largest = volumes.indexOf(Math.max(...volumes));
      const g = grid.time.indexOf(date);
      members.forEach(({ rowOf, listed }, i) => {
        if (rowOf[g] >= 0) assert.equal(listed[rowOf[g]], i === largest ? 1 : 0, `day ${day}`);
      });
    }
  });
});

describe('rows of a panel', () => {
  const barsOf = (symbol: string, hours: readonly number[]): Bars => ({
    symbol,
    interval_ms: HOUR,
    rows: hours.length,
    time: Float64Array.from(hours, (h) => START + h * HOUR),
    columns: new Map(),
  });
  const hours = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });

  it('are pooled by time and then by symbol, whoever is listed late or has holes', () => {
    fc.assert(
      fc.property(fc.array(hours, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 60 }), (all, start) => {
        const spans = [[START + start * HOUR, Infinity]] as const;
        const listings = all.map((list, i) => ({
          bars: barsOf(
            `S${i}`,
            list.toSorted((a, b) => a - b),
          ),
          partitions: { months: [], digest: () => '', parts: () => ({}) },
          spans: i === 0 ? spans : undefined,
        }));
        const panel = panelOf(listings.toReversed());
        const pool = panel.pooled();
        const expected = all
          .flatMap((list, i) => list.filter((h) => i > 0 || h >= start).map((h) => ({ h, i })))
          .sort((a, b) => a.h - b.h || a.i - b.i);
        const found = Array.from({ length: pool.rows }, (_, p) => {
          const { index, bars } = panel.members[pool.only?.index ?? pool.memberOf[p]];
          const row = pool.placeOf[index].indexOf(p);
          assert.equal(pool.time[p], bars.time[row]);
          return { h: (bars.time[row] - START) / HOUR, i: index };
        });
        assert.deepEqual(found, expected);
        panel.grid.time.forEach((ms, g) => {
          const { from, to } = pool.range({ from: g, to: g + 1 });
          if (to > from) assert.deepEqual(pool.range(pool.times({ from, to })), { from, to });
          for (let p = from; p < to; p++) assert.equal(START + expected[p].h * HOUR, ms);
        });
      }),
    );
  });
});

describe('a planted edge across symbols', () => {
  it('is found with its sign and size, and nothing where nothing is', async () => {
    const outcome = await outcomeOf(plantedPanel(0.12));
    const [planted] = outcome.qualities;
    // 6/pi asin(0.06) = 0.1147
    assert.ok(planted.ic > 0.08 && planted.ic < 0.15, `ic ${planted.ic}`);
    assert.ok(planted.t > 4, `t ${planted.t}`);
    const dealt = exchangedQuality(outcome);
    assert.ok(Math.abs(dealt.ic) < 0.03 && dealt.p > 0.01, `ic ${dealt.ic} of scores of other symbols`);
    const [nothing] = (await outcomeOf(plantedPanel(0))).qualities;
    assert.ok(Math.abs(nothing.ic) < 0.03 && nothing.p > 0.01, `ic ${nothing.ic}, p ${nothing.p}`);
  });
});
