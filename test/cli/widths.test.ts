import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clipped, fitted, wrapped } from '../../src/cli/text.ts';
import { example, sharedWorkspace } from '../e2e/_assay.ts';
import { SMALL } from '../e2e/_small.ts';

const SWEPT = `${SMALL.replace('name: small', 'name: a-small-one-with-quite-a-long-name-as-people-give-them')}search:
  trials: 6
  sampler: { type: random }
  objectives: { sharpe_daily: maximize }
  space:
    gates.z.min: { low: 0.001, high: 0.05 }
    portfolio.sizing.max_position: { low: 0.1, high: 1 }
    portfolio.sizing.quantile: { low: 0.6, high: 0.95 }
    execution.exits.max_hold: { low: 4, high: 24 }
    execution.exits.stop_loss.multiple: { low: 1, high: 5 }
    execution.exits.take_profit.multiple: { low: 1, high: 8 }
    features.rsi.window: { low: 5, high: 30 }
    models.lin.l2: { low: 0.01, high: 10, log: true }
`;

/** A path alone on its line stays whole, so that it can be clicked and copied. */
const PATH_ALONE = /^[a-z]+: +\S+$/;

const tooWide = (text: string): readonly string[] =>
  text.split('\n').filter((line) => Array.from(line).length > 80 && !PATH_ALONE.test(line));

describe('console summaries', function () {
  this.timeout(120_000);
  const w = sharedWorkspace((ws) => {
    ws.write('small.yml', SMALL);
    ws.write('rule.yml', example('rsi-rule'));
    ws.write('swept.yml', SWEPT);
    for (const set of [[], ['--set', 'gates.z.min=0.03', '--set', 'features.rsi.window=21']])
      assert.equal(ws.assay('run', 'small.yml', ...set).code, 0);
  });

  const COMMANDS: readonly (readonly string[])[] = [
    ['check', 'small.yml'],
    ['plan', 'small.yml'],
    ['plan', 'swept.yml'],
    ['plan', 'small.yml', '--set', 'features.rsi.window=9'],
    ['run', 'small.yml'],
    ['run', 'rule.yml'],
    ['sweep', 'swept.yml', '--jobs', '1'],
    ['data', 'small.yml'],
    ['audit', 'rule.yml', '--times', '2'],
    ['runs'],
    ['runs', '--sort', 'average_hold'],
    ['compare', 'small/latest~1', 'small/latest', '--fail-if', 'trades<-100000'],
    ['compare', 'small/latest', 'rsi-rule/latest'],
  ];
  for (const args of COMMANDS) {
    it(`${args.join(' ')}: no line over 80 columns`, () => {
      const { code, stdout, stderr } = w().assay(...args);
      assert.equal(code, 0, stderr);
      assert.deepEqual(tooWide(stdout), []);
      assert.deepEqual(tooWide(stderr), []);
    });
  }

  it('verify: no line over 80 columns', () => {
    const { code, stdout, stderr } = w().assay('verify', 'results/small/latest');
    assert.equal(code, 0, stderr);
    assert.deepEqual(tooWide(stdout), []);
  });

  it('compare says what changed, and fails a CI job', () => {
    const { code, stdout } = w().assay(
      'compare',
      'small/latest~1',
      'small/latest',
      '--fail-if',
      'trades<100000',
      '--html',
      'c.html',
    );
    assert.equal(code, 1);
    assert.match(stdout, /features\.rsi\.window/);
    assert.match(stdout, /FAILED trades<100000/);
    assert.ok(w().read('c.html').startsWith('<!doctype html>'));
    assert.equal(w().assay('compare', 'small/latest').code, 2);
    assert.equal(w().assay('compare', 'small/latest', 'small/latest', '--fail-if', 'sharpe<0').code, 2);
  });

  it('compare --json holds the same', () => {
    const told = w().json('compare', 'small/latest~1', 'small/latest') as {
      comparisons: { spec: { path: string }[]; metrics: { name: string; interval: { days: number } | null }[] }[];
    };
    const [{ spec, metrics }] = told.comparisons;
    assert.ok(spec.some(({ path }) => path === 'features.rsi.window'));
    assert.equal(metrics.find(({ name }) => name === 'sharpe_daily')?.interval?.days, 112); // four test windows of four weeks
  });

  it('a run leaves its daily returns, its index line, and nothing that says it still runs', () => {
    const folder = w().latest('small');
    assert.match(readFileSync(join(folder, 'diagnostics', 'daily.csv'), 'utf8'), /^day_end,equity,ret\n2024-/);
    assert.ok(
      w()
        .read('results', 'index.jsonl')
        .includes(folder.split('/').at(-1) as string),
    );
    const { runs, total } = w().json('runs', '--where', 'trades>=0', '--experiment', 'small', '--limit', '0') as {
      runs: { experiment: string }[];
      total: number;
    };
    assert.ok(runs.length >= 2 && total >= runs.length);
    assert.ok(runs.every(({ experiment }) => experiment === 'small'));
    assert.equal(existsSync(w().path('results', '.running', `${process.pid}.json`)), false);
  });
});

describe('text of a console', () => {
  it('breaks at spaces, keeps the indent and leaves long words whole', () => {
    assert.deepEqual(wrapped('  a bb ccc dddd', '    ', 9), ['  a bb', '    ccc', '    dddd']);
    assert.deepEqual(wrapped('/a/very/long/path', '  ', 5), ['/a/very/long/path']);
  });

  it('clips either end', () => {
    assert.deepEqual([clipped('abcdef', 4), clipped('abcdef', 4, 'end'), clipped('abc', 4)], ['abc…', '…def', 'abc']);
  });

  it('cuts the widest of the willing columns first', () => {
    const rows = fitted(['a', 'b', 'c'], [['x'.repeat(30), 'y'.repeat(10), 'z'.repeat(20)]], {
      elastic: [0, 2],
      width: 44,
    });
    assert.deepEqual(
      rows[0].map((cell) => cell.length),
      [15, 10, 15],
    );
  });
});
