import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { diagnose } from '../../src/runner/diagnostics.ts';
import { openExperiment } from '../../src/runner/open.ts';
import { runPlan } from '../../src/runner/run.ts';
import { filesOf, freshWorkspace } from '../e2e/_assay.ts';
import { finalFolders, killedAfter, moments } from './_kills.ts';

/** A minute market whose next bar can be told, and the study of it. */
const PLANTED = `version: 1
name: planted
seed: 3
data:
  source: { type: synthetic, predictability: 0.1, horizon: 1, annual_volatility: 60% }
  symbols: [SYNUSD]
  interval: 1m
  range: { from: 2024-01-01, to: 2024-01-29 }
features:
  ret: { type: returns, windows: [1, 2, 3, 5, 10], reset: day }
  gap: { type: expression, formula: "1 - close / slow" }
  slow: { type: ema, window: 20 }
  natr: { type: natr, window: 14 }
labels:
  next_bar: { type: forward_return, horizon: 1, from: next_open }
split: { type: walk_forward, train: 14d, test: 7d }
models:
  lgbm: { type: gradient_boosting, labels: [next_bar], features: [all, -slow], rounds: 60, leaves: 8, min_leaf_rows: 500 }
signals:
  decile: { type: quantile, of: lgbm, bins: 10, scope: trailing, window: 1d }
execution: { type: vectorized, label: next_bar, fees: { taker: 1bps, maker: 1bps }, slippage: none, funding: none }
evaluation:
  label: next_bar
  diagnostics:
    profile: { type: quantile_profile, bins: 10, scope: trailing, window: 1d }
    alpha: { type: alpha_factor }
`;

interface Said {
  readonly folder: string;
  readonly metrics: { readonly [name: string]: { readonly value: number } };
  readonly diagnostics: { readonly [name: string]: { readonly facts: { name: string; value: number }[] } };
  readonly nodes: { readonly [kind: string]: { readonly computed: number; readonly cached: number } };
}
const STAGES = ['features', 'train', 'evaluate', 'backtest'];

describe('the staged study of a planted alpha', () => {
  const w = freshWorkspace((workspace) => workspace.write('planted.yml', PLANTED));
  const fact = (said: Said, name: string): number =>
    said.diagnostics['profile'].facts.find((f) => f.name === name)?.value ?? NaN;

  it('recovers it with its decile profile, and finds nothing where nothing is planted', () => {
    const planted = w().json('evaluate', 'planted.yml') as Said;
    assert.ok(fact(planted, 'ic') > 0.05, `ic ${fact(planted, 'ic')}`);
    assert.ok(fact(planted, 'monotonicity') > 0.8);
    const flat = w().json('evaluate', 'planted.yml', '--set', 'data.source.predictability=0') as Said;
    assert.ok(
      Math.abs(fact(flat, 'ic')) < 0.03 &&
        Math.abs(fact(flat, 'top_less_bottom')) < fact(planted, 'top_less_bottom') / 3,
    );
  });

  it('finds nothing with permuted train labels: the profile is flat', async () => {
    const opened = await openExperiment(w().path('planted.yml'), { cache: false, onWarning: () => {} });
    const environment = { store: undefined, pool: undefined, threads: 1, cancelled: () => false };
    const profileOf = async (permuted: boolean): Promise<(name: string) => number> => {
      const plan = { ...opened.plan, permuted };
      const outcome = await runPlan({ ...opened, plan }, { feed: 'precomputed' }, environment);
      const [profile] = (await diagnose(opened.spec, outcome)).filter(({ name }) => name === 'profile');
      return (name) => profile.facts.find((f) => f.name === name)?.value ?? NaN;
    };
    const [told, permuted] = [await profileOf(false), await profileOf(true)];
    assert.ok(told('ic') > 0.05 && Math.abs(permuted('ic')) < 0.03, `${told('ic')} ${permuted('ic')}`);
    assert.ok(Math.abs(permuted('top_less_bottom')) < told('top_less_bottom') / 3);
  });

  it('gives the bytes of one run when it runs stage by stage, each from what the one before has stored', () => {
    const whole = filesOf((w().json('run', 'planted.yml') as Said).folder);
    rmSync(w().path('.cache'), { recursive: true });
    const said = STAGES.map((stage) => w().json(stage, 'planted.yml') as Said);
    const computed = said.map(({ nodes }) => [nodes?.['feature']?.computed ?? 0, nodes?.['model']?.computed ?? 0]);
    assert.deepEqual(computed, [
      [4, 0],
      [0, 2],
      [0, 0],
      [0, 0],
    ]);
    assert.deepEqual(filesOf(said[3].folder), whole);
    const again = w().json('train', 'planted.yml', '--retrain') as Said;
    assert.deepEqual([again.nodes['model'].computed, again.nodes['feature']], [2, { computed: 0, cached: 4 }]);
    assert.equal((w().json('features', 'planted.yml', '--recompute') as Said).nodes['feature'].computed, 4);
  });

  it('goes on where it was killed, between stages and inside them', async () => {
    const whole = filesOf((w().json('run', 'planted.yml') as Said).folder);
    const next = moments();
    for (let k = 0; k < 6; k++) {
      if (k % 2 === 0) rmSync(w().path('.cache'), { recursive: true, force: true });
      await killedAfter(w(), 500 + next() * 6000, STAGES[k % STAGES.length], 'planted.yml', '--quiet');
      const leftovers = readdirSync(w().path('results', 'planted')).filter((name) => name.startsWith('.tmp'));
      const last = w().json('backtest', 'planted.yml') as Said;
      assert.deepEqual(filesOf(last.folder), whole, `after kill ${k} (${leftovers.length} unfinished folders)`);
      for (const folder of finalFolders(w(), 'planted')) assert.deepEqual(filesOf(folder), whole);
    }
  });

  it('goes on with more rounds from what is stored, to the bytes of one fit', () => {
    const rounds = (n: number): string[] => ['--set', `models.lgbm.rounds=${n}`];
    const models = (said: unknown): string[] =>
      (said as { files: string[] }).files.filter((f) => f.includes('fold_')).map((f) => w().read(f));
    rmSync(w().path('.cache'), { recursive: true, force: true });
    const whole = models(w().json('train', 'planted.yml', ...rounds(40)));
    rmSync(w().path('.cache'), { recursive: true });
    w().json('train', 'planted.yml', ...rounds(20));
    const more = w().json('train', 'planted.yml', ...rounds(20), '--continue-rounds', '20') as { continued: number };
    assert.deepEqual([more.continued, models(more)], [2, whole]);
    const again = w().json('train', 'planted.yml', ...rounds(20), '--continue-rounds', '20', '--retrain');
    assert.deepEqual(models(again), whole);
  });

  it('writes the tables of a stage as Feather where asked', () => {
    w().json('features', 'planted.yml', '--export', 'feather');
    const bytes = readFileSync(w().path('results/planted/study/processed/SYNUSD_1m_model_data.feather'));
    assert.equal(bytes.toString('latin1', 0, 6), 'ARROW1');
  });
});
