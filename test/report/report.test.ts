import assert from 'node:assert/strict';
import { factsOf } from '../../src/report/facts/facts.ts';
import { decimated } from '../../src/report/figures/curve.ts';
import { standaloneSvg } from '../../src/report/figures/figure.ts';
import { extent, numberTicks, timeTicks } from '../../src/report/figures/scale.ts';
import { duration, fixed, grouped, signedPercent } from '../../src/report/format.ts';
import { stableText } from '../../src/report/html/volatile.ts';
import type { ReportInput } from '../../src/report/input.ts';
import { escaped, jsonMarkup, markup } from '../../src/report/markup.ts';
import { figuresOf, renderReport, reportFiles } from '../../src/report/report.ts';
import type { Pictures } from '../../src/report/report.ts';
import { madeInput } from './_input.ts';

const NASTY = '</script><img src=x onerror=alert(1)>"\'&';

const WON = {
  name: '2024-01-02_00-00-00-12345678',
  trials: 40,
  objective: 'sharpe_daily',
  best: 2,
  neighbours: { count: 6, median: -0.2, lowest: -1, highest: 0.4 },
  dsr: 0.6,
  pbo: 0.7,
};

/** Every name that a user can choose, with markup in it. */
function nasty(): ReportInput {
  const input = madeInput({ name: NASTY });
  return {
    ...input,
    run: { ...input.run, symbol: NASTY, notes: NASTY, engine: NASTY },
    gates: input.gates.map((g) => ({ ...g, name: g.name + NASTY })),
    scores: input.scores.map((s) => ({ ...s, name: s.name + NASTY })),
    segments: input.segments.map((s) => ({ ...s, segment: NASTY })),
    importance: input.importance.map((i) => ({ ...i, model: NASTY, columns: i.columns.map((c) => c + NASTY) })),
    work: { ...input.work, slowest: [{ id: NASTY, seconds: 1 }] },
  };
}

describe('report', () => {
  it('is the same bytes for the same input', () => {
    assert.equal(renderReport(madeInput()), renderReport(madeInput()));
  });

  it('differs between two runs of a spec in its volatile parts only', () => {
    const input = madeInput();
    const later = {
      ...input,
      run: { ...input.run, git: undefined, feed: 'live' },
      history: { runs: [], total: 0, tried: 0, sweep: WON },
      work: { seconds: 99, nodes: [{ kind: 'model', computed: 0, cached: 18 }], slowest: [] },
    };
    assert.notEqual(renderReport(later), renderReport(input));
    assert.equal(stableText(renderReport(later)), stableText(renderReport(input)));
  });

  it('shows names that hold markup as text', () => {
    const page = renderReport(nasty());
    assert.ok(!page.includes('<img'), page.slice(page.indexOf('<img') - 80, page.indexOf('<img') + 80));
    assert.equal(page.split('</script>').length - 1, 3);
    for (const figure of figuresOf(nasty())) assert.ok(!standaloneSvg(figure).includes('<img'));
  });

  it('asks nothing of the network', () => {
    const page = renderReport(madeInput());
    assert.ok(!/\b(src|href)="(?!#|data:)/.test(page));
    assert.ok(!/@import|url\(/.test(page));
    assert.match(page, /default-src 'none'/);
  });

  it('gives each table a caption, column heads and row heads', () => {
    const page = renderReport(madeInput());
    const tables = page.split('<table>').slice(1);
    assert.ok(tables.length >= 8);
    for (const table of tables) {
      assert.match(table, /^<caption><span>[^<]+<\/span><\/caption><thead><tr><th scope="col"/);
      assert.match(table, /<th scope="row"/);
    }
  });

  it('holds only finite coordinates', () => {
    for (const figure of figuresOf(madeInput()))
      assert.ok(!/NaN|Infinity|undefined/.test(standaloneSvg(figure)), figure.name);
    assert.ok(!/NaN|Infinity|undefined/.test(renderReport(madeInput()).replace(/<script>[\s\S]*/, '')));
  });

  it('writes each figure as pictures and as its numbers', async () => {
    const drawn: string[] = [];
    const keep: Pictures['keep'] = (svg) => Promise.resolve(Uint8Array.of(drawn.push(svg)));
    const files = await reportFiles(madeInput(), { formats: ['svg', 'png'], keep });
    const text = (path: string): string => String(files.find((f) => f.path === path)?.content);
    const names = files.map((f) => f.path);
    for (const name of [
      'equity',
      'segments',
      'horizons',
      'calibration',
      'quantiles',
      'gate-waterfall',
      'costs',
      'holds',
      'excursions',
      'importance-mean',
      'importance-folds',
      'drift-mean',
      'gate-worth',
      'regimes',
      'months',
    ]) {
      for (const kind of ['svg', 'csv', 'png']) assert.ok(names.includes(`diagnostics/${name}.${kind}`), name);
    }
    assert.equal(new Set(drawn).size, names.filter((name) => name.endsWith('.png')).length);
    for (const svg of drawn) assert.ok(!svg.includes('var('), 'colours are written out');
    assert.match(text('diagnostics/costs.csv'), /^fee_bps,net_pnl\n0,/);
    assert.match(text('diagnostics/costs.svg'), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  });

  it('writes no pictures that nobody asked for', async () => {
    const files = await reportFiles(madeInput(), { formats: [], keep: () => assert.fail('drawn') });
    assert.deepEqual([...new Set(files.map((f) => f.path.replace(/.*\./, '')))], ['html', 'csv']);
  });

  for (const [what, change] of [
    ['no trades', { ...madeInput({ trades: 0 }) }],
    ['no details', { ...madeInput(), trades: undefined }],
    ['one segment', { ...madeInput({ segments: 1 }) }],
    [
      'a rule without scores',
      { ...madeInput({ segments: 0 }), scores: [], judged: undefined, importance: [], gates: [], segments: [] },
    ],
    [
      'no rows at all',
      {
        ...madeInput({ trades: 0, segments: 0 }),
        account: {
          time: new Float64Array(0),
          equity: new Float64Array(0),
          close: new Float64Array(0),
          cash: 100_000,
          ruined: false,
        },
        scores: [],
        segments: [],
        metrics: [],
      },
    ],
    [
      'one flat bar',
      {
        ...madeInput({ trades: 0 }),
        account: {
          time: Float64Array.of(0),
          equity: Float64Array.of(100_000),
          close: Float64Array.of(1),
          cash: 100_000,
          ruined: true,
        },
      },
    ],
  ] as const) {
    it(`shows a run with ${what} as what it is`, () => {
      const page = renderReport(change);
      assert.match(page, /id="verdict"/);
      assert.ok(!/NaN|undefined/.test(page.replace(/<script>[\s\S]*/, '')), what);
    });
  }

  it('keeps 140,000 bars below 3 MB', () => {
    const page = renderReport(madeInput({ rows: 140_000, trades: 3000, segments: 27 }));
    assert.ok(Buffer.byteLength(page) < 3e6);
  });
});

describe('report helpers', () => {
  it('escape everything but markup', () => {
    assert.equal(markup`<b>${'<i>&'}</b>${markup`<u>`}${['a', undefined, 1]}`.markup, '<b>&lt;i&gt;&amp;</b><u>a1');
    assert.equal(escaped('a\u0000b'), 'a\ufffdb');
    assert.equal(jsonMarkup({ a: '</script>' }).markup, '{"a":"\\u003c/script>"}');
  });

  it('write numbers without a locale', () => {
    assert.deepEqual(
      [grouped(-1_234_567.4), fixed(-0.0001, 2), fixed(NaN, 1), signedPercent(0.1), duration(5_400_000)],
      ['−1,234,567', '0.00', '–', '+10.00%', '1h 30m'],
    );
  });

  it('choose round ticks', () => {
    assert.deepEqual(
      numberTicks([0, 1], 5).map((t) => t.label),
      ['0', '0.2', '0.4', '0.6', '0.8', '1.0'],
    );
    assert.deepEqual(
      numberTicks([-20_000, 20_000], 4).map((t) => t.label),
      ['−20k', '−10k', '0', '10k', '20k'],
    );
    assert.deepEqual(
      numberTicks([-0.1, 0], 2, { factor: 100, suffix: '%' }).map((t) => t.label),
      ['−10%', '−5%', '0%'],
    );
    assert.deepEqual(
      timeTicks([Date.UTC(2024, 0, 1), Date.UTC(2024, 6, 1)], 3).map((t) => t.label),
      ['2024-01', '2024-03', '2024-05', '2024-07'],
    );
    assert.deepEqual(extent([NaN, 3, 3]), [2.7, 3.3]);
  });

  it('keep the lowest and highest value of every stretch', () => {
    const { account } = factsOf(madeInput()).input;
    const kept = decimated(account.equity, 100);
    const of = (pick: (a: number, b: number) => number, rows: Iterable<number>): number =>
      [...rows].reduce((a, b) => pick(a, b));
    const values = Array.from(kept, (i) => account.equity[i]);
    assert.ok(kept.length <= 400);
    assert.equal(of(Math.min, values), of(Math.min, account.equity));
    assert.equal(of(Math.max, values), of(Math.max, account.equity));
    assert.deepEqual(
      [...kept],
      [...kept].toSorted((a, b) => a - b),
    );
  });
});
