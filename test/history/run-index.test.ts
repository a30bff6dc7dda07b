import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCondition } from '../../src/history/condition.ts';
import { appendToIndex, indexFile, readIndex } from '../../src/history/run-index.ts';
import { openRunningFile, readRunning, runningFolder } from '../../src/history/running.ts';
import { selectRuns } from '../../src/history/select-runs.ts';
import { makeResults, makeRun } from './_runs.ts';

const NAMES = ['2026-01-02_03-04-05-aaaaaaaa', '2026-01-03_03-04-05-bbbbbbbb', '2026-01-04_03-04-05-cccccccc'];

describe('the index of runs', () => {
  let results: string;
  beforeEach(() => {
    results = makeResults();
    NAMES.forEach((name, i) => makeRun(results, { name, metrics: { sharpe_daily: i, trades: 10 } }));
  });
  afterEach(() => rmSync(results, { recursive: true }));

  const runs = (write = true): readonly string[] => readIndex(results, { write }).map(({ run }) => run.split('/')[1]);

  it('is made from the folders where it is missing', () => {
    assert.deepEqual(runs(), NAMES);
    assert.equal(readFileSync(indexFile(results), 'utf8').trim().split('\n').length, 3);
    const [line] = readIndex(results, { write: true });
    assert.deepEqual(
      [line.date, line.digest8, line.commit?.slice(0, 8), line.metrics],
      ['2026-01-02T03:04:05Z', 'aaaaaaaa', 'c0ffee00', { sharpe_daily: 0, trades: 10 }],
    );
  });

  it('follows folders that come and go, and passes over torn lines', () => {
    runs();
    rmSync(join(results, 'made', NAMES[0]), { recursive: true });
    const name = '2026-01-05_03-04-05-dddddddd';
    makeRun(results, { name });
    appendToIndex(results, `made/${name}`);
    appendFileSync(indexFile(results), '{"format":1,"run":"made/to');
    assert.deepEqual(runs(), [...NAMES.slice(1), name]);
    assert.equal(readFileSync(indexFile(results), 'utf8').trim().split('\n').length, 3);
  });

  it('writes nothing where it may only read', () => {
    assert.deepEqual(runs(false), NAMES);
    assert.equal(existsSync(indexFile(results)), false);
  });

  it('reads half a run again each time', () => {
    const name = '2026-01-05_03-04-05-dddddddd';
    makeRun(results, { name, without: ['metrics.json'] });
    assert.deepEqual(readIndex(results, { write: true }).at(-1)?.notes, ['metrics.json is missing']);
    makeRun(results, { name });
    assert.equal(readIndex(results, { write: true }).at(-1)?.status, 'complete');
  });

  it('filters by metric, field and experiment, and sorts', async () => {
    makeRun(results, { experiment: 'other', metrics: { sharpe_daily: null, trades: 3 } });
    const lines = readIndex(results, { write: true });
    const chosen = async (
      where: readonly string[],
      more: { sort?: string; limit?: number; experiment?: string } = {},
    ): Promise<readonly string[]> =>
      (await selectRuns(lines, { limit: 0, ...more, where: where.map((text) => parseCondition('--where', text)) })).map(
        (l) => `${l.experiment} ${l.date.slice(8, 10)}`,
      );
    assert.deepEqual(await chosen([]), ['made 04', 'made 03', 'other 02', 'made 02']);
    assert.deepEqual(await chosen(['sharpe_daily>0']), ['made 04', 'made 03']);
    assert.deepEqual(await chosen(['sharpe_daily>=0', 'date<2026-01-04']), ['made 03', 'made 02']);
    assert.deepEqual(await chosen(['digest8=cccccccc']), ['made 04']);
    assert.deepEqual(await chosen([], { experiment: 'other' }), ['other 02']);
    assert.deepEqual(await chosen([], { sort: 'sharpe_daily', limit: 1 }), ['made 04']);
    await assert.rejects(chosen(['sharpe>0']), /no run has "sharpe"/);
  });
});

describe('the file of a running command', () => {
  let results: string;
  beforeEach(() => {
    results = makeResults();
  });
  afterEach(() => rmSync(results, { recursive: true }));

  it('says what is done, and goes at the end', () => {
    const file = openRunningFile(results, { verb: 'run', experiment: 'made', digest8: 'abababab' });
    assert.deepEqual(
      readRunning(results).map(({ pid, verb, experiment }) => [pid, verb, experiment]),
      [[process.pid, 'run', 'made']],
    );
    file.count('model', { done: 1, all: 2 });
    file.end();
    assert.deepEqual(readRunning(results), []);
  });

  it('is passed over where its process is gone, or where nobody has touched it for long', () => {
    mkdirSync(runningFolder(results), { recursive: true });
    const put = (pid: number, updated: string): void =>
      writeFileSync(
        join(runningFolder(results), `${pid}.json`),
        JSON.stringify({
          format: 1,
          pid,
          verb: 'run',
          experiment: 'x',
          digest8: '',
          started: updated,
          updated,
          counts: {},
        }),
      );
    put(2 ** 22 + 1, '2999-01-01T00:00:00Z'); // above the largest process number of Linux
    put(process.pid, '2020-01-01T00:00:00Z');
    writeFileSync(join(runningFolder(results), '12.json'), 'torn');
    assert.deepEqual(readRunning(results), []);
  });

  it('is not needed: a folder that cannot be made changes nothing', () => {
    writeFileSync(join(results, 'file'), '');
    const file = openRunningFile(join(results, 'file'), { verb: 'run', experiment: 'made', digest8: '' });
    file.count('model', { done: 1, all: 2 });
    file.end();
  });
});
