import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../../src/core/problem.ts';
import { withLock } from '../../src/search/_lock.ts';
import { openStudy, studiesIn } from '../../src/search/journal.ts';
import type { StudyOptions } from '../../src/search/journal.ts';
import { spaceOf } from '../../src/search/space.ts';

const space = spaceOf(
  {
    'gates.ev.min': { low: '2bps', high: '20bps' },
    kind: { choices: [true, false, 'x'] },
    window: { low: 1, high: 9, when: { kind: 'x' } },
  },
  (path) => path === 'window',
);
const options: StudyOptions = {
  name: 's',
  objectives: [{ metric: 'sharpe_daily', direction: 'maximize' }],
  space,
  identity: { spec: 'abc' },
};
const params = { 'gates.ev.min': '2.5bps', kind: 'x', window: 3 };

describe('study journal', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-journal-'));
    file = join(folder, 'deep', 'journal.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const lines = (): Record<string, unknown>[] =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('reads back what it wrote, in another opening too', () => {
    const study = openStudy(file, options);
    assert.deepEqual(
      study.start(
        [{ params, attributes: { returns: [0.1], none: null } }, { params: { 'gates.ev.min': '3bps', kind: true } }],
        0,
      ),
      [0, 1],
    );
    study.finish([
      {
        number: 0,
        state: 'complete',
        values: [1.25],
        intermediate: new Map([
          [0, 0.1 + 0.2],
          [1, NaN],
        ]),
        attributes: { trades: 7 },
      },
      { number: 1, state: 'failed', attributes: { error: 'no' } },
    ]);
    const [first, second] = openStudy(file, options).trials();
    assert.deepEqual(first, {
      number: 0,
      state: 'complete',
      params,
      values: [1.25],
      intermediate: new Map([[0, 0.1 + 0.2]]),
      attributes: { returns: [0.1], trades: 7 },
    });
    assert.deepEqual(
      [second.state, second.params, second.values, second.attributes],
      ['failed', { 'gates.ev.min': '3bps', kind: true }, null, { error: 'no' }],
    );
  });

  it('writes operations, times and distributions as Optuna reads them', () => {
    openStudy(file, options).start([{ params }]);
    const [study, names, , , trial] = lines();
    assert.deepEqual([study['op_code'], study['study_name'], study['directions']], [0, 's', [2]]);
    assert.deepEqual(names['system_attr'], { 'study:metric_names': ['sharpe_daily'] });
    assert.deepEqual(trial['params'], { 'gates.ev.min': 2.5, kind: 2, window: 3 });
    assert.equal(
      (trial['distributions'] as Record<string, string>)['window'],
      '{"name":"IntDistribution","attributes":{"log":false,"step":1,"low":1,"high":9}}',
    );
    assert.match(String(trial['datetime_start']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    assert.equal(existsSync(`${file}.lock`), false);
  });

  it('holds several studies, whose trials share one count of ids', () => {
    const [a, b] = [openStudy(file, options), openStudy(file, { ...options, name: 't' })];
    a.start([{ params }]);
    b.start([{ params }]);
    a.start([{ params }]);
    b.finish([{ number: 0, state: 'pruned' }]);
    assert.deepEqual(
      a.trials().map(({ state }) => state),
      ['running', 'running'],
    );
    assert.deepEqual(
      b.trials().map(({ state }) => state),
      ['pruned'],
    );
    assert.equal(lines().at(-1)?.['trial_id'], 1);
    assert.deepEqual(studiesIn(file), ['s', 't']);
  });

  it('an ended trial stays as it is', () => {
    const study = openStudy(file, options);
    study.start([{ params }]);
    study.finish([{ number: 0, state: 'complete', values: [1] }]);
    study.finish([{ number: 0, state: 'failed', attributes: { late: true } }]);
    assert.deepEqual([study.trials()[0].state, study.trials()[0].attributes], ['complete', {}]);
  });

  it('passes over a torn last line and cuts it before it writes', () => {
    openStudy(file, options).start([{ params }]);
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, '{"op_code":4,"study_id":0,"wor');
    const study = openStudy(file, options);
    assert.equal(study.trials().length, 1);
    study.start([{ params }]);
    assert.ok(readFileSync(file, 'utf8').startsWith(`${whole}{"worker_id"`));
    assert.equal(study.trials().length, 2);
  });

  it('refuses a damaged line in the middle, names it, and leaves the file alone', () => {
    openStudy(file, options);
    appendFileSync(file, '{"op_code":4,"stu{"op_code":99}\n');
    const before = readFileSync(file, 'utf8');
    assert.throws(() => openStudy(file, options), /journal\.log:5 is not a line of a study journal/);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  const refusals = (more: Partial<StudyOptions>): string => {
    const before = readFileSync(file, 'utf8');
    try {
      openStudy(file, { ...options, ...more });
    } catch (error) {
      assert.ok(error instanceof Refusal);
      assert.equal(readFileSync(file, 'utf8'), before);
      return error.problems
        .map(({ path, message, found, expected }) => `${path.join('|')}: ${message} (${expected}; ${found})`)
        .join('\n');
    }
    return '';
  };

  it('refuses another space, other objectives, another identity', () => {
    openStudy(file, options).start([{ params }]);
    assert.match(
      refusals({ space: spaceOf({ kind: { choices: [true, 'x'] } }, () => false) }),
      /space\|gates\.ev\.min: .*searches a path that the spec does not[\s\S]*space\|kind: .*searches other values \(one of true, "x"; one of true, false, "x"\)/,
    );
    assert.match(
      refusals({
        space: spaceOf(
          {
            'gates.ev.min': { low: '0.02%', high: '0.2%' },
            kind: { choices: [true, false, 'x'] },
            window: { low: 1, high: 9 },
          },
          (p) => p === 'window',
        ),
      }),
      /other values|another unit/,
    );
    assert.match(
      refusals({ objectives: [{ metric: 'sharpe_daily', direction: 'minimize' }] }),
      /other objectives \(sharpe_daily: minimize; sharpe_daily: maximize\)/,
    );
    assert.match(refusals({ identity: { spec: 'abd' } }), /was made with another spec \(abd; "abc"\)/);
    assert.equal(refusals({}), '');
  });

  it('refuses the study of another experiment where it must be alone, and leaves it as it is', () => {
    openStudy(file, { ...options, name: 'other' }).start([{ params }]);
    const before = readFileSync(file, 'utf8');
    assert.match(refusals({ alone: true }), /holds another study/);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('refuses to start a trial under a number that is taken', () => {
    const [a, b] = [openStudy(file, options), openStudy(file, options)];
    a.start([{ params }], 0);
    assert.throws(() => b.start([{ params }], 0), /another sweep writes/);
    assert.equal(a.trials().length, 1);
  });

  it('reads the bare NaN and infinities of Python', () => {
    const study = openStudy(file, options);
    study.start([{ params }]);
    appendFileSync(
      file,
      '{"op_code":7,"worker_id":"p","trial_id":0,"step":1,"intermediate_value":NaN}\n{"op_code":8,"worker_id":"p","trial_id":0,"user_attr":{"note":"NaN, -Infinity","x":-Infinity}}\n',
    );
    const [trial] = study.trials();
    assert.deepEqual([trial.intermediate.get(1), trial.attributes], [NaN, { note: 'NaN, -Infinity', x: -Infinity }]);
  });

  it('never writes what JSON cannot say', () => {
    const study = openStudy(file, options);
    study.start([{ params }]);
    const before = readFileSync(file, 'utf8');
    assert.throws(() => study.finish([{ number: 0, state: 'complete', values: [NaN] }]), TypeError);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('takes over a lock that has not moved for the time of grace', () => {
    const plain = join(folder, 'plain');
    writeFileSync(plain, '');
    symlinkSync('plain', `${plain}.lock`);
    assert.equal(
      withLock(plain, () => 5, { grace_ms: 100 }),
      5,
    );
    assert.equal(existsSync(`${plain}.lock`), false);
  });

  it('loses nothing between two writers', async () => {
    openStudy(file, options);
    const worker = join(folder, 'worker.mjs');
    const url = (path: string): string => JSON.stringify(new URL(`../../src/search/${path}`, import.meta.url).href);
    writeFileSync(
      worker,
      `import { openStudy } from ${url('journal.js')}; import { spaceOf } from ${url('space.js')};
       const space = spaceOf({ x: { low: 0, high: 1 } }, () => false);
       const study = openStudy(process.argv[2], { name: 'two', objectives: [{ metric: 'm', direction: 'minimize' }], space });
       for (let i = 0; i < 40; i++) {
         const [number] = study.start([{ params: { x: i / 40 }, attributes: { mine: process.argv[3] + i } }]);
         study.finish([{ number, state: 'complete', values: [i], attributes: { again: process.argv[3] + i } }]);
       }`,
    );
    const codes = await Promise.all(
      ['a', 'b'].map((name) => new Promise((done) => fork(worker, [file, name]).on('exit', done))),
    );
    assert.deepEqual(codes, [0, 0]);
    const trials = openStudy(file, {
      name: 'two',
      objectives: [{ metric: 'm', direction: 'minimize' }],
      space: spaceOf({ x: { low: 0, high: 1 } }, () => false),
    }).trials();
    assert.equal(trials.length, 80);
    assert.ok(
      trials.every(({ state, attributes }) => state === 'complete' && attributes['mine'] === attributes['again']),
    );
  });
});
