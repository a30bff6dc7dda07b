import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStudy, studiesIn } from '../../src/search/journal.ts';
import type { StudyOptions } from '../../src/search/journal.ts';
import { spaceOf } from '../../src/search/space.ts';
import { environmentPython } from './_venv.ts';

const space = spaceOf(
  {
    'gates.ev.min': { low: '2bps', high: '20bps' },
    'gates.z.min': { low: 0.1, high: 2, step: 0.1 },
    kind: { choices: [true, false, 'x', 3] },
    window: { low: 1, high: 64, log: true, when: { kind: 'x' } },
  },
  (path) => path === 'window',
);
const options: StudyOptions = {
  name: 'sweep',
  objectives: [{ metric: 'sharpe_daily', direction: 'maximize' }],
  space,
  identity: { spec: 'abc' },
};

const OPEN = `
import json, sys, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = JournalStorage(JournalFileBackend(sys.argv[1]))
def objective(t):
    kind = t.suggest_categorical("kind", [True, False, "x", 3])
    ev = t.suggest_float("gates.ev.min", 2, 20)
    z = t.suggest_float("gates.z.min", 0.1, 2, step=0.1)
    window = t.suggest_int("window", 1, 64, log=True) if kind == "x" else 0
    return ev + z + window
`;

describe('Python Optuna and our study journal', function () {
  this.timeout(600_000);
  let folder = '';
  let file = '';

  let interpreter = '';

  before(() => {
    const found = environmentPython('optuna', ['optuna']);
    assert.ok(found !== undefined, 'there is no python3');
    interpreter = found;
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-optuna-'));
    file = join(folder, 'journal.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function python(code: string): unknown {
    const { stdout, stderr, status } = spawnSync(interpreter, ['-W', 'error::UserWarning', '-c', OPEN + code, file], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout === '' ? undefined : JSON.parse(stdout);
  }

  function fill(): ReturnType<typeof openStudy> {
    const study = openStudy(file, options);
    study.start([
      { params: { 'gates.ev.min': '2.5bps', 'gates.z.min': 0.3, kind: 'x', window: 5 }, attributes: { trades: 120 } },
      { params: { 'gates.ev.min': '3bps', 'gates.z.min': 1.8, kind: true } },
      { params: { 'gates.ev.min': '4bps', 'gates.z.min': 2, kind: 3 } },
      { params: { 'gates.ev.min': '20bps', 'gates.z.min': 0.1, kind: false } },
    ]);
    study.finish([
      {
        number: 0,
        state: 'complete',
        values: [1.5],
        intermediate: new Map([
          [0, 0.5],
          [1, 1.5],
        ]),
        attributes: { days: [0.01, -0.02] },
      },
      { number: 1, state: 'pruned', intermediate: new Map([[0, -1]]) },
      { number: 2, state: 'failed', attributes: { error: 'no trades' } },
    ]);
    return study;
  }

  it('Python reads states, values, names, attributes and conditions', () => {
    fill();
    const read = python(`
study = optuna.load_study(study_name="sweep", storage=storage)
print(json.dumps({"direction": study.direction.name, "names": study.metric_names, "spec": study.user_attrs["spec"],
  "trials": [[t.state.name, t.params, t.value, t.intermediate_values, t.user_attrs] for t in study.trials]}))`);
    assert.deepEqual(read, {
      direction: 'MAXIMIZE',
      names: ['sharpe_daily'],
      spec: 'abc',
      trials: [
        [
          'COMPLETE',
          { 'gates.ev.min': 2.5, 'gates.z.min': 0.3, kind: 'x', window: 5 },
          1.5,
          { 0: 0.5, 1: 1.5 },
          { trades: 120, days: [0.01, -0.02] },
        ],
        ['PRUNED', { 'gates.ev.min': 3, 'gates.z.min': 1.8, kind: true }, null, { 0: -1 }, {}],
        ['FAIL', { 'gates.ev.min': 4, 'gates.z.min': 2, kind: 3 }, null, {}, { error: 'no trades' }],
        ['RUNNING', { 'gates.ev.min': 20, 'gates.z.min': 0.1, kind: false }, null, {}, {}],
      ],
    });
  });

  it('Python goes on with the study, and we read and go on after it', () => {
    const study = fill();
    python(
      'optuna.load_study(study_name="sweep", storage=storage, sampler=optuna.samplers.TPESampler(seed=1, n_startup_trials=2)).optimize(objective, n_trials=12)',
    );
    const trials = study.trials();
    assert.equal(trials.length, 16);
    for (const { state, params, values } of trials.slice(4)) {
      assert.equal(state, 'complete');
      const sum =
        Number.parseFloat(String(params['gates.ev.min'])) +
        Number(params['gates.z.min']) +
        Number(params['window'] ?? 0);
      assert.ok(Math.abs(sum - (values?.[0] ?? NaN)) < 1e-9, JSON.stringify(params));
    }
    assert.deepEqual(
      openStudy(file, options).start([{ params: { 'gates.ev.min': '5bps', 'gates.z.min': 1, kind: true } }], 16),
      [16],
    );
    assert.equal(python('print(len(optuna.load_study(study_name="sweep", storage=storage).trials))'), 17);
  });

  it('a study made by Python is ours, NaN, pruned and enqueued trials included', () => {
    python(`
study = optuna.create_study(study_name="theirs", storage=storage, direction="maximize")
study.optimize(objective, n_trials=6)
t = study.ask(); t.suggest_float("gates.ev.min", 2, 20); t.report(float("nan"), 3); study.tell(t, state=optuna.trial.TrialState.PRUNED)
study.enqueue_trial({"gates.z.min": 0.5})`);
    assert.deepEqual(studiesIn(file), ['theirs']);
    const trials = openStudy(file, { ...options, name: 'theirs' }).trials();
    assert.deepEqual(
      trials.map(({ state }) => state),
      [...Array.from({ length: 6 }, () => 'complete'), 'pruned', 'waiting'],
    );
    assert.deepEqual([...trials[6].intermediate], [[3, NaN]]);
    assert.match(String(trials[0].params['gates.ev.min']), /bps$/);
  });

  it('refuses a study of Python that searches other values', () => {
    python(`
study = optuna.create_study(study_name="theirs", storage=storage, direction="maximize")
study.optimize(lambda t: t.suggest_float("gates.ev.min", 2, 30), n_trials=1)`);
    assert.throws(() => openStudy(file, { ...options, name: 'theirs' }), /searches other values/);
  });

  it('loses nothing when both write at once', async () => {
    const study = openStudy(file, options);
    const code = `${OPEN}\noptuna.load_study(study_name="sweep", storage=storage, sampler=optuna.samplers.RandomSampler(seed=1)).optimize(objective, n_trials=40)`;
    const peer = spawn(interpreter, ['-c', code, file], { stdio: 'ignore' });
    const ended = new Promise((done) => peer.on('exit', done));
    for (let i = 0; i < 60; i++) {
      const [number] = study.start([
        { params: { 'gates.ev.min': '5bps', 'gates.z.min': 1, kind: true }, attributes: { ours: i } },
      ]);
      await new Promise((done) => setTimeout(done, 25));
      study.finish([{ number, state: 'complete', values: [i], attributes: { end: i } }]);
    }
    assert.equal(await ended, 0);
    const trials = study.trials();
    assert.equal(trials.length, 100);
    assert.ok(
      trials.every(
        ({ state, attributes: { ours, end }, values }) =>
          state === 'complete' && ours === end && (ours === undefined || values?.[0] === ours),
      ),
    );
    assert.equal(
      python(
        'print(len([t for t in optuna.load_study(study_name="sweep", storage=storage).trials if t.state.name == "COMPLETE"]))',
      ),
      100,
    );
  });
});
