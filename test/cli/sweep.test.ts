import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedWorkspace } from '../e2e/_assay.ts';
import type { RunJson, Workspace } from '../e2e/_assay.ts';
import { GATES, GRID, RANDOM, resultOf, searching, sweepFolders, sweepJson } from './_sweeps.ts';
import type { SweepJson, TrialLine } from './_sweeps.ts';

const PRUNED = searching(
  ['models.lin.l2: { low: 0.1, high: 1000, log: true }', ...GATES],
  'trials: 9\n  sampler: { type: tpe, startup: 4, batch: 3 }\n  pruner: { type: median, startup: 1, trials: 3 }',
);

/** Starts a sweep, waits until its journal holds `results` finished trials, kills it. */
async function killAfter(w: Workspace, results: number, ...args: readonly string[]): Promise<void> {
  const { child, done } = w.start('sweep', ...args);
  const finished = (): number => {
    const [folder] = existsSync(w.path('results', 'killed', 'sweeps')) ? sweepFolders(w, 'killed').slice(-1) : [];
    const file = folder === undefined ? '' : join(folder, 'journal.log');
    return existsSync(file) ? readFileSync(file, 'utf8').split('"op_code":6').length - 1 : 0;
  };
  while (child.exitCode === null && finished() < results) await pause(5);
  child.kill('SIGKILL');
  await done;
}

describe('assay sweep', function () {
  this.timeout(120_000);

  describe('gives the same table', () => {
    const workspace = sharedWorkspace((w) => {
      w.write('s.yml', PRUNED);
      w.write('k.yml', PRUNED.replace('name: small', 'name: killed'));
    });
    let trials: readonly TrialLine[];

    it('for one worker and two, with a pruner that saves fits', () => {
      const w = workspace();
      const [one, two] = ['1', '2'].map((jobs) => {
        const told = sweepJson(w, 's.yml', '--jobs', jobs);
        rmSync(w.path('.cache'), { recursive: true });
        return told;
      });
      ({ trials } = one);
      assert.deepEqual(trials, two.trials);
      assert.deepEqual(one.computed, two.computed);
      const pruned = one.trials.filter(({ state }) => state === 'pruned');
      assert.ok(pruned.length > 0);
      // two labels: each fold that a trial did not come to is two fits less
      const left = pruned.reduce((sum, { error }) => sum + 4 - Number(/after (\d) folds/.exec(error ?? '')?.[1]), 0);
      assert.equal(one.computed['model'], 2 * (4 * one.trials.length - left));
    });

    it('after a SIGKILL and --resume', async () => {
      const w = workspace();
      await killAfter(w, 3, 'k.yml', '--jobs', '2');
      const resumed = sweepJson(w, 'k.yml', '--resume');
      assert.equal(sweepFolders(w, 'killed').length, 1);
      assert.deepEqual(resumed.trials, trials);
    });
  });

  describe('of gates', () => {
    let first: SweepJson;
    const workspace = sharedWorkspace((w) => {
      w.write('s.yml', searching(GATES));
      w.assay('run', 's.yml');
      first = sweepJson(w, 's.yml');
    });

    it('touches no feature and no model, as the forecast says', () => {
      const { forecast, computed, trials } = first;
      assert.deepEqual([forecast, computed, trials.length], [{}, {}, 12]);
    });

    it('has trials that are runs: --trial reproduces every metric', () => {
      const w = workspace();
      const { trials } = first;
      for (const { trial, metrics, digest } of [trials[0], trials[7]]) {
        const run = w.json('run', 's.yml', '--trial', String(trial)) as RunJson;
        assert.deepEqual(
          Object.fromEntries(Object.entries(run.metrics).map(([name, { value }]) => [name, value])),
          metrics,
        );
        assert.equal(run.digest, digest);
      }
    });

    it('refuses --trial of a spec that has changed since', () => {
      const w = workspace();
      w.write('changed.yml', searching(GATES).replace('max_hold: 12', 'max_hold: 13'));
      const { code, stderr } = w.assay('run', 'changed.yml', '--trial', '0');
      assert.equal(code, 2);
      assert.match(stderr, /the spec has changed since the sweep/);
    });

    it('counts a trial once in the ledger, however often it is repeated', () => {
      assert.equal(sweepJson(workspace(), 's.yml').honesty?.everTried, first.honesty?.everTried);
    });

    it('goes on from a torn last line of the journal', () => {
      const w = workspace();
      const whole = sweepJson(w, 's.yml');
      appendFileSync(join(whole.folder, 'journal.log'), '{"op_code":4,"study');
      assert.deepEqual(sweepJson(w, 's.yml', '--resume', '--trials', '14').trials.slice(0, 12), whole.trials);
      assert.ok(readFileSync(join(whole.folder, 'journal.log'), 'utf8').endsWith('}\n'));
    });

    it('refuses a journal that holds other parameters, and leaves it as it is', () => {
      const w = workspace();
      const { folder } = sweepJson(w, 's.yml');
      const file = join(folder, 'journal.log');
      const other = readFileSync(file, 'utf8').replaceAll('"gates.z.min"', '"gates.z.max"');
      writeFileSync(file, other);
      const { code, stderr } = w.assay('sweep', 's.yml', '--resume');
      assert.equal(code, 2);
      assert.match(stderr, /searches a path that the spec does not/);
      assert.equal(readFileSync(file, 'utf8'), other);
    });

    it('refuses --resume where the search has changed, or the version, and says what', () => {
      const w = workspace();
      w.write('o.yml', searching([GATES[0].replace('0.05', '0.06')]));
      const changed = w.assay('sweep', 'o.yml', '--resume');
      assert.equal(changed.code, 2);
      const names = 'search.space\\[execution.exits.stop_loss.multiple\\], search.space\\[gates.z.min\\] changed';
      assert.match(changed.stderr.replace(/\s+/g, ' '), new RegExp(names));
      const file = join(sweepFolders(w).at(-1) ?? '', 'sweep.json');
      const facts = readFileSync(file, 'utf8');
      writeFileSync(file, facts.replace('"format": 2', '"format": 1'));
      const old = w.assay('sweep', 'o.yml', '--resume');
      writeFileSync(file, facts.slice(0, 40));
      const torn = w.assay('sweep', 'o.yml', '--resume');
      writeFileSync(file, facts);
      assert.match(old.stderr.replace(/\s+/g, ' '), /written in format 1, this version goes on with format 2/);
      assert.match(torn.stderr.replace(/\s+/g, ' '), /sweep.json is not JSON/);
    });

    it('refuses a second sweep on the same journal', () => {
      const w = workspace();
      const { folder } = sweepJson(w, 's.yml', '--trials', '3');
      writeFileSync(join(folder, 'sweep.lock'), `${process.pid}-0`);
      const { code, stderr } = w.assay('sweep', 's.yml', '--resume', '--trials', '3');
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`CACHE_LOCK[\\s\\S]*another sweep works on[\\s\\S]*process ${process.pid}`));
    });

    it('tries first what an imported study has tried', () => {
      const w = workspace();
      const first = sweepJson(w, 's.yml', '--trials', '3', '--sampler', 'random');
      const second = sweepJson(w, 's.yml', '--trials', '5', '--import', join(first.folder, 'journal.log'));
      assert.deepEqual(second.trials.slice(0, 3), first.trials);
    });
  });

  describe('upstream of the signals', () => {
    const workspace = sharedWorkspace();

    it('recomputes a changed column and what depends on it, as the forecast says', () => {
      const w = workspace();
      w.write('f.yml', searching(['features.rsi.window: { choices: [14, 21] }'], GRID));
      w.assay('run', 'f.yml');
      const { forecast, computed } = sweepJson(w, 'f.yml');
      assert.deepEqual(computed, forecast);
      assert.deepEqual(computed, { feature: 1, model: 8, scores: 8, calibrator: 8 });
    });

    it('knows the counts of a random search before it starts', () => {
      const w = workspace();
      w.write('r.yml', searching(['features.rsi.window: { low: 5, high: 60 }'], RANDOM(3)));
      const { forecast, computed } = sweepJson(w, 'r.yml');
      assert.deepEqual(computed, forecast);
    });

    it('scores splits on the test rows that all of them share', () => {
      const w = workspace();
      w.write('p.yml', searching(['split.train: { choices: [4w, 8w] }'], GRID));
      const { trials } = sweepJson(w, 'p.yml');
      const facts = JSON.parse(readFileSync(join(sweepFolders(w).at(-1) ?? '', 'sweep.json'), 'utf8')) as {
        base: { from: number; to: number };
      };
      assert.equal(new Date(facts.base.from).toISOString().slice(0, 10), '2024-03-11'); // 8 + 2 weeks after 2024-01-01
      assert.deepEqual(
        trials.map((t) => t.state),
        ['complete', 'complete'],
      );
      const run = w.json('run', 'p.yml', '--trial', '0') as RunJson;
      assert.equal(run.metrics['sharpe_daily'].value, trials[0].metrics['sharpe_daily']);
    });
  });

  describe('with a search before each segment', () => {
    const space = [GATES[0], 'signals.edge.weights.h1: { low: 0, high: 1 }'];
    const block = `${RANDOM(12)}\n  fit: { type: rolling, window: 30d }`;
    const workspace = sharedWorkspace((w) => w.write('s.yml', searching(space, block)));

    it('stitches what won before each one, the same for any number of workers and after --resume', () => {
      const w = workspace();
      const [one, two, again] = [
        ['--jobs', '1'],
        ['--jobs', '2'],
        ['--resume', '--explain'],
      ].map((more) => sweepJson(w, 's.yml', ...more));
      assert.deepEqual([two.rolling, two.analysis], [one.rolling, one.analysis]);
      assert.deepEqual([again.rolling, again.horizon_weights], [one.rolling, one.horizon_weights]);
      const planned = w.json('plan', 's.yml') as { readonly sweep: { readonly rolling: object } };
      assert.deepEqual(planned.sweep.rolling, { segments: 2, trials: 24 });
      const { segments = [], skipped, stitched = [] } = one.rolling ?? {};
      assert.deepEqual([segments.length, skipped], [2, 2]); // four weeks each; thirty days before the third one are traded
      assert.deepEqual(
        stitched.map(({ name }) => name),
        ['chosen before each segment', 'best of the whole sweep', 'spec as written'],
      );
      for (const { trial, params } of segments) assert.deepEqual(params, one.trials[trial ?? -1].params);
      assert.deepEqual(
        one.horizon_weights.map(({ rows }) =>
          rows.map(({ weights }) => Math.round(1e6 * (weights['h1'] + weights['h4']))),
        ),
        [[1e6, 1e6, 1e6, 1e6, 1e6]],
      );
      const page = readFileSync(join(one.folder, 'report.html'), 'utf8');
      for (const title of [
        'How far to believe',
        'Searched anew',
        'What matters',
        'Sharpe against turnover',
        'Horizon weights',
      ])
        assert.ok(page.includes(title), title);
    });

    it('starts from the best of an earlier sweep whose space overlaps', () => {
      const w = workspace();
      w.write('wide.yml', searching([...space, GATES[1]], RANDOM(4)));
      const { trials } = sweepJson(w, 'wide.yml', '--warm-start', '2');
      const [best] = sweepJson(w, 's.yml', '--resume').trials.toSorted(
        (a, b) => (b.values?.[0] ?? 0) - (a.values?.[0] ?? 0),
      );
      const { params } = trials[0];
      assert.equal(params['gates.z.min'], best.params['gates.z.min']);
      assert.ok('execution.exits.stop_loss.multiple' in params);
    });
  });

  describe('of a difficult space', () => {
    const workspace = sharedWorkspace((w) => {
      w.write('base.yml', searching(GATES));
      w.assay('run', 'base.yml');
    });

    it('gives a conditional path only where its condition holds', () => {
      const w = workspace();
      const space = [
        'gates.z.enabled: { choices: [true, false] }',
        'gates.z.min: { low: 0.001, high: 0.05, when: { gates.z.enabled: true } }',
      ];
      w.write('w.yml', searching(space, RANDOM(8)));
      const { trials } = sweepJson(w, 'w.yml');
      for (const { params } of trials) assert.equal('gates.z.min' in params, params['gates.z.enabled'] === true);
      assert.equal(new Set(trials.map(({ params }) => params['gates.z.enabled'])).size, 2);
    });

    it('crowns only what keeps the constraints', () => {
      const w = workspace();
      w.write('c.yml', searching(GATES, `${RANDOM(10)}\n  constraints: { trades: { max: 60 } }`));
      const { trials, best } = sweepJson(w, 'c.yml');
      assert.ok(trials.some((t) => !t.feasible));
      if (best !== null) assert.ok((trials[best].metrics['trades'] ?? Infinity) <= 60);
      for (const t of trials) assert.equal(t.feasible, (t.metrics['trades'] ?? Infinity) <= 60);
    });

    it('says which constraint every trial misses, and how near the nearest came', () => {
      const w = workspace();
      w.write('n.yml', searching(GATES, `${RANDOM(4)}\n  constraints: { trades: { min: 100000 } }`));
      const { code, stdout } = w.assay('sweep', 'n.yml');
      assert.equal(code, 0);
      assert.match(
        stdout.replace(/\s+/g, ' '),
        /missed by every complete trial: trades min 100000 by 4 of 4 \(nearest \d+\)/,
      );
    });

    it('lists a trial whose spec does not stand, with its reason and parameters', () => {
      const w = workspace();
      w.write('i.yml', searching(['split.train: { choices: [6w, 90w] }'], GRID));
      const told = w.assay('sweep', 'i.yml');
      if (told.code === 0) assert.match(told.stdout, /trial 1 does not stand[\s\S]*split\.train=90w/);
      else assert.match(told.stderr, /90w|split/);
    });

    it('ranks no trial whose objective is withheld, and says why', () => {
      const w = workspace();
      w.write('h.yml', searching(['gates.z.min: { choices: [0.01, 1000] }'], GRID));
      const { trials, best } = sweepJson(w, 'h.yml');
      assert.deepEqual([best, trials[1].state], [0, 'infeasible']);
      assert.match(trials[1].error ?? '', /^sharpe_daily: /);
    });

    const refused: readonly [what: string, space: readonly string[], more: string, says: RegExp][] = [
      [
        'a metric that does not exist',
        GATES,
        `${RANDOM(3)}\n  constraints: { trade: { min: 1 } }`,
        /is not a metric of this experiment[\s\S]*did you mean "trades"/,
      ],
      [
        'a number of trials that the grid does not have',
        ['gates.z.min: { choices: [0.1, 0.2] }'],
        'trials: 3\n  sampler: { type: grid }',
        /the grid has 2 combinations/,
      ],
    ];
    for (const [what, space, more, says] of refused) {
      it(`refuses ${what} before any work`, () => {
        const w = workspace();
        w.write('bad.yml', searching(space, more).replace('name: small', 'name: bad'));
        const { code, stderr } = w.assay('sweep', 'bad.yml');
        assert.equal(code, 2, stderr);
        assert.match(stderr, says);
        assert.equal(existsSync(w.path('results', 'bad', 'sweeps')), false);
      });
    }
  });

  describe('with a sealed range', () => {
    const sealed = searching(GATES, RANDOM(3)).replace(
      '  interval: 1h',
      '  interval: 1h\n  holdout: { from: 2024-06-01 }',
    );
    const workspace = sharedWorkspace((w) => w.write('s.yml', sealed));

    it('reads no bar of it', () => {
      const w = workspace();
      const { folder } = sweepJson(w, 's.yml');
      const { base } = JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8')) as { base: { to: number } };
      assert.ok(base.to <= Date.UTC(2024, 5, 1));
    });

    it('trades it for one trial with --open-holdout, and counts that once', () => {
      const w = workspace();
      for (let times = 0; times < 2; times++) {
        const { code, stderr } = w.assay('run', 's.yml', '--trial', '1', '--open-holdout');
        assert.equal(code, 0, stderr);
        assert.match(stderr, /the sealed range from 2024-06-01 was opened: 1 distinct runs/);
      }
    });

    it('never opens it in a sweep', () => {
      const { code, stderr } = workspace().assay('sweep', 's.yml', '--set', 'data.holdout.open=true');
      assert.equal(code, 2);
      assert.match(stderr, /a sweep never reads the sealed range/);
    });

    it('refuses a seal outside the range, and --open-holdout without one', () => {
      const w = workspace();
      w.write('late.yml', sealed.replace('from: 2024-06-01 }', 'from: 2030-01-01 }'));
      assert.match(w.assay('check', 'late.yml').stderr, /nothing would be sealed/);
      w.write('none.yml', searching(GATES));
      assert.match(w.assay('run', 'none.yml', '--open-holdout').stderr, /seals no range/);
    });
  });

  it('tells events, then the table without times', () => {
    const told = { code: 0, stdout: '{"event":"trial"}\n{"trials":[]}', stderr: '' };
    assert.deepEqual(resultOf(told), { trials: [] });
  });
});
