import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../src/core/problem.ts';
import { compareRuns } from '../../src/history/compare.ts';
import type { Comparison } from '../../src/history/compare.ts';
import { comparisonPage } from '../../src/history/comparison-page.ts';
import { parseCondition } from '../../src/history/condition.ts';
import { findRun } from '../../src/history/find-run.ts';
import { specChanges } from '../../src/history/spec-changes.ts';
import { readRun } from '../../src/history/stored-run.ts';
import { trippedBy } from '../../src/history/tripped.ts';
import { comparisonVerdict } from '../../src/history/wording.ts';
import { makeResults, makeRun } from './_runs.ts';
import type { MadeRun } from './_runs.ts';

describe('comparing runs', () => {
  let results: string;
  beforeEach(() => {
    results = makeResults();
  });
  afterEach(() => rmSync(results, { recursive: true }));

  const compared = (a: MadeRun, b: MadeRun): Comparison =>
    compareRuns(
      readRun(makeRun(results, { ...a, experiment: 'a' })),
      readRun(makeRun(results, { ...b, experiment: 'b' })),
    );
  const metricOf = ({ metrics }: Comparison, name: string) => metrics.find((m) => m.name === name);

  it('names changed, added and removed keys of the spec, and no others', () => {
    const a = { name: 'x', gates: { z: { min: 0.2, window: 3 } }, list: [1, 2] };
    const b = { name: 'x', gates: { z: { min: 0.3 }, ev: { min: 1 } }, list: [2, 1] };
    assert.deepEqual(specChanges(a, b), [
      { path: 'gates.z.min', a: 0.2, b: 0.3 },
      { path: 'gates.z.window', a: 3, b: undefined },
      { path: 'gates.ev', a: undefined, b: { min: 1 } },
      { path: 'list', a: [1, 2], b: [2, 1] },
    ]);
    assert.deepEqual(specChanges(a, structuredClone(a)), []);
  });

  it('groups nodes whose key differs by kind', () => {
    const { nodes } = compared(
      { keys: { 'features.rsi': '1', 'features.sma': '2', 'models.lin/h1/fold-01': '3' } },
      { keys: { 'features.rsi': '1', 'features.sma': 'new', 'labels.h1': '4' } },
    );
    assert.deepEqual(
      nodes?.map(({ kind, invalidated, added, removed, kept }) => ({ kind, invalidated, added, removed, kept })),
      [
        { kind: 'feature', invalidated: ['features.sma'], added: [], removed: [], kept: 1 },
        { kind: 'model', invalidated: [], added: [], removed: ['models.lin/h1/fold-01'], kept: 0 },
        { kind: 'label', invalidated: [], added: ['labels.h1'], removed: [], kept: 0 },
      ],
    );
  });

  it('calls runs of the same distribution indistinguishable', () => {
    const found = compared(
      { days: { seed: 1, drift: 0 }, metrics: { sharpe_daily: 0.1 } },
      { days: { seed: 2, drift: 0 }, metrics: { sharpe_daily: 0.4 } },
    );
    assert.equal(metricOf(found, 'sharpe_daily')?.verdict, 'indistinguishable');
    assert.match(comparisonVerdict(found), /^The runs are indistinguishable/);
  });

  it('calls a run higher whose days are plainly better', () => {
    const found = compared(
      { days: { seed: 1, drift: 0 }, metrics: { sharpe_daily: 0 } },
      { days: { seed: 1, drift: 0.005 }, metrics: { sharpe_daily: 9 } },
    );
    const metric = metricOf(found, 'sharpe_daily');
    assert.equal(metric?.verdict, 'higher');
    assert.ok((metric.interval?.low ?? -1) > 0);
  });

  it('calls equal days the same, and gives the same interval twice', () => {
    const days = { seed: 1, drift: 0 };
    const found = compared({ days }, { days });
    assert.equal(metricOf(found, 'sharpe_daily')?.verdict, 'same');
    assert.match(comparisonVerdict(found), /^The same/);
    const other = { days: { seed: 3, drift: 0 } };
    assert.deepEqual(compared({ days }, other).metrics, compared({ days }, other).metrics);
  });

  it('rests on the days that both runs know, and says how many', () => {
    const found = compared({ days: { seed: 1, drift: 0, count: 200 } }, { days: { seed: 2, drift: 0, count: 60 } });
    assert.equal(metricOf(found, 'sharpe_daily')?.interval?.days, 60);
    assert.ok(found.notes.includes('A covers 200 days, B 60: intervals rest on the 60 that both know'));
    const few = compared({ days: { seed: 1, drift: 0, count: 10 } }, { days: { seed: 2, drift: 0, count: 10 } });
    assert.equal(metricOf(few, 'sharpe_daily')?.interval, null);
  });

  it('shows what cannot be compared as what it is', () => {
    const halves = compared(
      { without: ['metrics.json', 'experiment.lock'] },
      { engine: 'assay 0.0.1', lockFormat: 9, segments: 1, metrics: { trades: 0, sharpe_daily: null } },
    );
    for (const note of [
      'A: metrics.json is missing',
      'A: experiment.lock is missing',
      'B: its lock has format 9, of which nodes cannot be compared',
      'B: no trades',
      'B: one segment only',
      'no intervals: a run has no daily returns (diagnostics/daily.csv)',
    ])
      assert.ok(halves.notes.includes(note), `${note} in ${halves.notes.join('; ')}`);
    assert.ok(halves.notes.some((note) => note.startsWith('B: made by assay 0.0.1')));
    assert.equal(halves.nodes, undefined);
    assert.deepEqual(metricOf(halves, 'sharpe_daily')?.why, 'not in A');
    const torn = makeRun(results, { experiment: 'torn' });
    writeFileSync(join(torn, 'metrics.json'), '{"metrics": {"a": 1, ');
    assert.deepEqual(readRun(torn).notes, ['metrics.json cannot be read']);
    assert.equal(readRun(torn).status, 'incomplete');
  });

  it('keeps a name with markup as text in the page', () => {
    const evil = '<img src=x onerror=alert(1)>';
    const page = comparisonPage([compared({ spec: 'notes: a\n' }, { spec: `notes: "${evil}"\n` })]);
    assert.ok(page.includes('&lt;img src=x'));
    assert.ok(!page.includes('<img'));
    assert.ok(!/https?:|<script/.test(page));
  });
});

describe('--fail-if', () => {
  let results: string;
  beforeEach(() => {
    results = makeResults();
  });
  afterEach(() => rmSync(results, { recursive: true }));

  const tripped = (a: MadeRun, b: MadeRun, text: string, sure = false): readonly string[] => {
    const comparison = compareRuns(
      readRun(makeRun(results, { ...a, experiment: 'a' })),
      readRun(makeRun(results, { ...b, experiment: 'b' })),
    );
    return trippedBy(comparison, [parseCondition('--fail-if', text)], sure).map(({ reason }) => reason);
  };

  it('judges the difference to the first run', () => {
    const [a, b] = [{ metrics: { sharpe_daily: 1 } }, { metrics: { sharpe_daily: 0.5 } }];
    assert.deepEqual(tripped(a, b, 'sharpe_daily<-0.1'), ['B - A is -0.5']);
    assert.deepEqual(tripped(a, b, 'sharpe_daily < -0.6'), []);
  });

  it('fails what cannot be judged', () => {
    const withheld = tripped(
      { metrics: { sharpe_daily: 1 } },
      { metrics: { sharpe_daily: null } },
      'sharpe_daily<-0.1',
    );
    assert.deepEqual(withheld, ['cannot be judged: withheld in B: 3 trades, at least 10 are needed']);
    assert.deepEqual(tripped({}, { without: ['metrics.json'] }, 'sharpe_daily<-0.1'), ['cannot be judged: not in B']);
  });

  it('lets luck pass with --sure, and nothing else', () => {
    const [a, luck] = [
      { days: { seed: 1, drift: 0 }, metrics: { sharpe_daily: 0.5 } },
      { days: { seed: 2, drift: 0 }, metrics: { sharpe_daily: 0 } },
    ];
    assert.equal(tripped(a, luck, 'sharpe_daily<-0.1').length, 1);
    assert.deepEqual(tripped(a, luck, 'sharpe_daily<-0.1', true), []);
    assert.equal(
      tripped(a, { days: { seed: 1, drift: -0.005 }, metrics: { sharpe_daily: -9 } }, 'sharpe_daily<-0.1', true).length,
      1,
    );
    assert.throws(() => tripped(a, luck, 'trades<-1', true), Refusal);
  });

  it('judges the run itself behind b.', () => {
    const [a, b] = [{ metrics: { psr: 0.5 } }, { metrics: { psr: 0.8 } }];
    assert.deepEqual(tripped(a, b, 'b.psr<0.9'), ['B has 0.8']);
    assert.deepEqual(tripped(a, b, 'b.psr<0.7', true), []);
    assert.match(tripped(a, { metrics: { psr: null } }, 'b.psr<0.7')[0], /^cannot be judged: 3 trades/);
  });

  it('refuses a metric that no run has, and a text that is no condition', () => {
    assert.throws(() => tripped({}, {}, 'sharpe_daly<0'), /no metric "sharpe_daly"/);
    assert.throws(() => parseCondition('--fail-if', 'sharpe_daily'), /takes a condition/);
  });
});

describe('finding runs', () => {
  let results: string;
  before(() => {
    results = makeResults();
    for (const name of [
      '2026-01-02_03-04-05-abababab',
      '2026-01-02_03-04-05-abababab-2',
      '2026-01-02_03-04-05-abababab-10',
    ])
      makeRun(results, { name });
  });
  after(() => rmSync(results, { recursive: true }));

  it('takes a folder, latest, and those before it', () => {
    const home = join(results, 'made');
    assert.equal(findRun('made/latest', results), join(home, '2026-01-02_03-04-05-abababab-10'));
    assert.equal(findRun('made/latest~1', results), join(home, '2026-01-02_03-04-05-abababab-2'));
    assert.equal(findRun(join(home, 'latest~2'), '/nowhere'), join(home, '2026-01-02_03-04-05-abababab'));
    assert.equal(
      findRun(join(home, '2026-01-02_03-04-05-abababab-2'), '/nowhere'),
      join(home, '2026-01-02_03-04-05-abababab-2'),
    );
  });

  it('refuses what is no run', () => {
    for (const target of ['made/latest~3', 'made', 'gone/latest', results])
      assert.throws(() => findRun(target, results), Refusal);
  });
});
