import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedWorkspace } from './_assay.ts';

/** A market without memory, and a score that bets on the way back to the mean. */
const NOISE = `version: 1
name: noise
seed: 11
data:
  source: { type: synthetic, predictability: 0, horizon: 1, annual_volatility: 60% }
  symbols: [SYNUSD]
  interval: 5m
  range: { from: 2024-01-01, to: 2024-03-01 }
features:
  gap: { type: expression, formula: "1 - close / slow" }
  slow: { type: ema, window: 100 }
labels:
  next_bar: { type: forward_return, horizon: 1, from: next_open }
split: { type: walk_forward, train: 10d, test: 10d }
models:
  back: { type: persistence, labels: [next_bar], features: [gap] }
signals:
  decile: { type: quantile, of: back, bins: 10, scope: date, window: 5d }
execution: { type: vectorized, label: next_bar, fees: { taker: 1bps, maker: 1bps }, slippage: none, funding: none }
evaluation:
  label: next_bar
  diagnostics:
    trailing: { type: quantile_profile, bins: 10, scope: trailing, window: 5d }
    by_date: { type: quantile_profile, bins: 10, scope: date }
    ladder: { type: cost_ladder }
    alpha: { type: alpha_factor }
    decay: { type: ic_decay, horizons: [5m, 1h] }
`;

interface Said {
  readonly folder: string;
  readonly metrics: { readonly [name: string]: { readonly value: number } };
  readonly beside: { readonly not_tradable: string[]; readonly trailing: Said['metrics'] } | null;
  readonly diagnostics: {
    readonly [name: string]: { readonly tradable: boolean; readonly facts: { name: string; value: number }[] };
  };
  readonly cautions: string[];
}

describe('the quantile study', () => {
  const w = sharedWorkspace((workspace) => workspace.write('noise.yml', NOISE));

  it('shows the leak of a date scope on pure noise: it earns, its trailing twin does not', () => {
    const said = w().json('run', 'noise.yml') as Said;
    const gross = said.metrics['gross_return'].value;
    const twin = said.beside?.trailing['gross_return'].value ?? NaN;
    assert.ok(gross > 0.2, `date earned ${gross}`);
    assert.ok(Math.abs(twin) < gross / 3, `trailing earned ${twin}`);
    assert.deepEqual(said.beside?.not_tradable, ['decile (scope: date)']);
    assert.ok(
      said.cautions.some((c) => c.includes('approximation')) && said.cautions.some((c) => c.includes('not tradable')),
    );
    const spread = (name: string): number =>
      said.diagnostics[name].facts.find((f) => f.name === 'top_less_bottom')?.value ?? NaN;
    assert.deepEqual([said.diagnostics['trailing'].tradable, said.diagnostics['by_date'].tradable], [true, false]);
    assert.ok(spread('by_date') > 3 * Math.abs(spread('trailing')));
    const page = readFileSync(join(said.folder, 'report.html'), 'utf8');
    assert.ok(page.includes('Not tradable:') && page.includes('(not tradable)') && page.includes('id="diagnostics"'));
    for (const file of [
      'trailing.csv',
      'by_date.svg',
      'ladder.csv',
      'alpha.parquet',
      'decay.csv',
      'trailing_ic_by_minute.csv',
    ])
      assert.ok(readFileSync(join(said.folder, 'diagnostics', file)).length > 0);
  });

  it('runs the same signal through the event simulator, with nearly the same result', () => {
    const sets = ['--set', 'signals.decile.scope=trailing'];
    const approximated = w().json('run', 'noise.yml', ...sets) as Said;
    const simulated = w().json(
      'run',
      'noise.yml',
      ...sets,
      '--set',
      'execution={type: event, exits: {neutral: close}}',
    ) as Said;
    assert.equal(approximated.beside, null);
    const [a, b] = [approximated, simulated].map((of) => of.metrics['total_return'].value);
    assert.ok(Math.abs(a - b) < 0.02, `${a} ${b}`);
    assert.equal(approximated.metrics['trades'].value, simulated.metrics['trades'].value);
  });

  it('refuses what it cannot do, at its place', () => {
    const told = (verb: string, ...sets: string[]): string => {
      const { code, stderr } = w().assay(verb, 'noise.yml', '--quiet', ...sets.flatMap((set) => ['--set', set]));
      assert.notEqual(code, 0);
      return stderr;
    };
    assert.match(
      told('run', 'signals.decile.bins=500'),
      /signals.decile.bins: there are more bins than scores of one day/,
    );
    assert.match(
      told(
        'sweep',
        'search={trials: 2, sampler: {type: grid}, objectives: {gross_return: maximize}, space: {"signals.decile.bins": {choices: [5, 10]}}}',
      ),
      /signals.decile.scope: trials are ranked by what cannot be traded/,
    );
    assert.match(
      told('evaluate', 'models.back={type: constant, labels: [next_bar], features: [gap]}', 'split.train=50d'),
      /signals.decile.of: the scores "back.next_bar" are constant/,
    );
    assert.match(told('check', 'labels.next_bar.horizon=2'), /execution.label: each held bar earns this label/);
    assert.match(told('check', 'gates={rest: {type: cooldown, window: 2}}'), /asks the account/);
    assert.match(
      told('check', 'evaluation.diagnostics={equity: {type: cost_ladder}}'),
      /each run leaves a file of this name/,
    );
  });
});
