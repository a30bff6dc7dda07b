import assert from 'node:assert/strict';
import type { ResolvedSpec } from '../../src/spec/types.ts';
import { CHAIN, SMALL, codesOf, load, problemsOf } from './_load.ts';

const shape = (spec: ResolvedSpec): unknown =>
  JSON.parse(
    JSON.stringify({
      data: spec.data,
      nodes: [spec.features, spec.labels, spec.models, spec.calibrators, spec.signals, spec.gates].map((nodes) =>
        nodes.map(({ name, values }) => ({ name, values })),
      ),
      split: spec.split?.values,
      portfolio: {
        ...spec.portfolio,
        sizing: spec.portfolio.sizing.values,
        limits: spec.portfolio.limits.map(({ values }) => values),
      },
      execution: spec.execution.values,
      evaluation: spec.evaluation,
      columns: [...spec.modelColumns],
    }),
  );

describe('loadSpec', () => {
  it('fills in every default of the smallest spec', async () => {
    const spec = await load(SMALL);
    assert.equal(spec.seed, 0);
    assert.deepEqual(
      [spec.portfolio.of, spec.portfolio.side, spec.portfolio.sizing.component.type],
      ['rule', 'both', 'fixed'],
    );
    assert.equal(spec.portfolio.sizing.values['fraction'], 1);
    assert.deepEqual(spec.execution.values['fees'], { taker: 5, maker: 2 });
    assert.deepEqual(spec.execution.values['slippage'], { type: 'none' });
    assert.equal(spec.features[0].values['of'], 'close');
  });

  it('gives the same values for its own resolved form', async () => {
    for (const text of [SMALL, CHAIN]) {
      const spec = await load(text);
      assert.deepEqual(shape(await load(JSON.stringify(spec.written))), shape(spec));
    }
  });

  it('resolves units on the bars of the data, or of the feature itself', async () => {
    const spec = await load(CHAIN, 'features.sigma.window=1d', 'features.slow={type: rsi, window: 2d, interval: 4h}');
    assert.equal(spec.labels.find(({ name }) => name === 'h4')?.values['horizon'], 4);
    assert.equal(spec.features.find(({ name }) => name === 'sigma')?.values['window'], 24);
    assert.equal(spec.features.find(({ name }) => name === 'slow')?.values['window'], 12);
  });

  it('orders features after those they read', async () => {
    const spec = await load(
      SMALL.replace(
        'features:',
        'features:\n  gap: { type: expression, formula: "rsi / mean - 1" }\n  mean: { type: sma, of: rsi, window: 5 }',
      ).replace('of: rsi, long', 'of: gap, long'),
    );
    assert.deepEqual(
      spec.features.map(({ name }) => name),
      ['rsi', 'mean', 'gap'],
    );
  });

  it('says what each name means', async () => {
    const spec = await load(CHAIN);
    assert.deepEqual(spec.resolve('close'), { role: 'bar', node: 'close', output: '' });
    assert.deepEqual(spec.resolve('ret.4'), { role: 'column', node: 'ret', output: '4' });
    assert.deepEqual(spec.resolve('rsi'), { role: 'column', node: 'rsi', output: '' });
    assert.deepEqual(spec.resolve('cal.h4'), { role: 'score', node: 'cal', output: 'h4' });
    assert.deepEqual(spec.resolve('gbm'), { role: 'model', node: 'gbm', output: '' });
    assert.deepEqual(spec.resolve('h1'), { role: 'label', node: 'h1', output: '' });
    assert.deepEqual(
      [spec.resolve('ret'), spec.resolve('nope'), spec.resolve('gbm.h9')],
      [undefined, undefined, undefined],
    );
  });

  it('lets a node with one output be named without it', async () => {
    const one = CHAIN.replace('[h1, h4]', '[h1]')
      .replace('{ type: weighted_horizons, of: cal, weights: { h1: 1, h4: 2 }', '{ type: score, of: cal')
      .replace(/ {2}h4.*\n/, '');
    const spec = await load(one.replace('windows: [1, 4]', 'windows: [1]'));
    assert.deepEqual(spec.resolve('cal'), { role: 'score', node: 'cal', output: 'h1' });
    assert.deepEqual(spec.resolve('ret'), { role: 'column', node: 'ret', output: '1' });
  });

  it('selects model columns by all, group, output, glob and minus', async () => {
    const columns = async (list: string): Promise<readonly string[] | undefined> =>
      (
        await load(
          CHAIN,
          `models.gbm.features=${list}`,
          'features.keep={type: rsi, window: 3}',
          'evaluation.label=h1',
          'signals.edge.sigma=sigma',
          'gates=null',
          'models.other={type: ridge, labels: [h1], features: [all]}',
          'signals.second={type: score, of: other, sigma: sigma}',
          'portfolio.of=edge',
          'search={trials: 1, sampler: {type: random}, objectives: {x: maximize}, space: {portfolio.of: {choices: [edge, second]}}}',
        )
      ).modelColumns.get('gbm');
    assert.deepEqual(await columns('[all]'), ['ret.1', 'ret.4', 'rsi', 'sigma', 'keep']);
    assert.deepEqual(await columns('[all, -ret, -sigma]'), ['rsi', 'keep']);
    assert.deepEqual(await columns('[ret.4, close, ret]'), ['ret.4', 'close', 'ret.1']);
    assert.deepEqual(await columns('["ret*", "*si", -ret.1]'), ['ret.4', 'rsi']);
  });

  it('locates a run-time problem in the file', async () => {
    const spec = await load(CHAIN);
    const problem = spec.locate({ code: 'RUN_MODEL', path: ['models', 'gbm', 'rounds'], message: 'x' });
    assert.equal(problem.place?.line, 16);
    assert.match(problem.excerpt ?? '', /gbm: \{/);
  });

  it('sorts gates by rank whatever their order in the file', async () => {
    const spec = await load(CHAIN, 'gates={z: {type: z_threshold, min: 0.1}, w: {type: warmup, window: 5}}');
    assert.deepEqual(
      spec.gates.map(({ name }) => name),
      ['w', 'z'],
    );
  });
});

describe('composition', () => {
  it('merges bases in order, then the file, then each override; lists and scalars replace, null deletes', async () => {
    const files = {
      'spec.yml': 'extends: [a.yml, sub/b.yml]\nname: child\nfeatures: { extra: null }\n',
      'a.yml': SMALL.replace('name: small', 'name: base').replace(
        'rsi: { type: rsi, window: 14 }',
        'rsi: { type: rsi, window: 14 }\n  extra: { type: rsi, window: 3 }',
      ),
      'sub/b.yml': 'seed: 7\nfeatures: { rsi: { window: 20 } }\n',
    };
    const spec = await load(files, 'features.rsi.window=30', 'execution.fees.taker=0.01%');
    assert.deepEqual(
      [spec.name, spec.seed, spec.features.length, spec.features[0].values['window']],
      ['child', 7, 1, 30],
    );
    assert.deepEqual(spec.execution.values['fees'], { taker: 1, maker: 2 });
  });

  it('refuses a direction of what is no column of the model', async () => {
    const bound = CHAIN.replace('features: [all]', 'features: [ret], rising: [ret.1, rsi]');
    const [problem] = await problemsOf(bound);
    assert.deepEqual([problem.code, problem.path.join('.')], ['SPEC_CONFLICT', 'models.gbm.rising.1']);
    assert.match(problem.message, /"rsi" is no column of the model/);
    assert.equal(problem.expected, 'ret.1, ret.4');
  });

  it('adds rounds written as +N to those of the base, and refuses them without one', async () => {
    const base = CHAIN.replace('features: [all]', 'features: [all], rounds: 50');
    const more = { 'spec.yml': 'extends: [b.yml]\nmodels: { gbm: { rounds: +20 } }\n', 'b.yml': base };
    const roundsOf = ({ models }: ResolvedSpec): unknown => models[0].values['rounds'];
    assert.equal(roundsOf(await load(more)), 70);
    assert.equal(roundsOf(await load(more, 'models.gbm.rounds=+5')), 75);
    assert.equal(roundsOf(await load(base, 'models.gbm.rounds=5')), 5);
    const [loose] = await problemsOf(base.replace('rounds: 50', 'rounds: +50'));
    assert.match(loose.message, /\+50 means rounds beyond those of a base/);
    assert.equal(loose.path.join('.'), 'models.gbm.rounds');
  });

  it('keeps the keys that a new type knows, drops the rest and lists them', async () => {
    const spec = await load(
      CHAIN.replace('features: [all]', 'features: [all], l2: 3, rounds: 50'),
      'models.gbm.type=ridge',
    );
    assert.deepEqual(spec.dropped, ['models.gbm.rounds']);
    assert.equal(spec.models[0].values['l2'], 3);
    assert.ok(!('rounds' in (spec.written['models'] as { gbm: object }).gbm));
  });

  it('addresses keys that hold dots in brackets', async () => {
    const search =
      'search:\n  trials: 5\n  sampler: { type: random }\n  objectives: { sharpe_daily: maximize }\n  space:\n    features.rsi.window: { low: 5, high: 9 }\n';
    const spec = await load(SMALL + search, 'search.space[features.rsi.window].low=7');
    assert.deepEqual(spec.search?.['space'], { 'features.rsi.window': { low: 7, high: 9 } });
  });

  it('tells a ring of files, a missing base and an unreadable override apart', async () => {
    assert.deepEqual(await codesOf({ 'spec.yml': 'extends: [b.yml]\n', 'b.yml': 'extends: [spec.yml]\n' }), [
      'SPEC_RING extends',
    ]);
    assert.deepEqual(await codesOf({ 'spec.yml': 'extends: [nope.yml]\n' }), ['SPEC_FILE extends']);
    assert.deepEqual(await codesOf(SMALL, 'seed'), ['USAGE ']);
    assert.deepEqual(await codesOf(SMALL, 'seed=[1'), ['USAGE seed']);
  });

  it('points into the base or the override that wrote a value', async () => {
    const [inBase] = await problemsOf({ 'spec.yml': 'extends: [b.yml]\n', 'b.yml': SMALL.replace('14', '0') });
    assert.match(`${inBase.place?.file}:${inBase.place?.line}:${inBase.place?.column}`, /b\.yml:8:29$/);
    const [inSet] = await problemsOf(SMALL, 'features.rsi.window=0');
    assert.equal(inSet.place?.file, '--set features.rsi.window=0');
    assert.equal(inSet.place?.column, 21);
  });

  it('asks which node was meant where an override misspells one', async () => {
    const [problem] = await problemsOf(SMALL, 'features.rsii.window=3');
    assert.equal(problem.hint, 'did you mean "rsi"?');
  });
});

describe('enabled: false', () => {
  it('unwires a node but still checks it', async () => {
    const off = SMALL.replace('features:', 'features:\n  old: { type: ema, window: 5, enabled: false }');
    assert.deepEqual(
      (await load(off)).features.map(({ name }) => name),
      ['rsi'],
    );
    assert.deepEqual(await codesOf(off.replace('window: 5', 'windw: 5')), ['SPEC_UNKNOWN_KEY features.old.windw']);
  });

  it('shrinks lists and all', async () => {
    const spec = await load(
      CHAIN,
      'features.rsi.enabled=false',
      'labels.h4.enabled=false',
      'signals.edge.weights.h4=null',
    );
    assert.deepEqual(spec.models[0].values['labels'], ['h1']);
    assert.deepEqual(spec.modelColumns.get('gbm'), ['ret.1', 'ret.4', 'sigma']);
    assert.deepEqual((spec.written['models'] as { gbm: { labels: unknown } }).gbm.labels, ['h1', 'h4']);
  });

  it('is an error for a scalar reference, which names the reader', async () => {
    const problems = await problemsOf(SMALL, 'features.rsi.enabled=false');
    assert.deepEqual(
      problems.map(({ code, path, hint }) => [code, path.join('.'), hint]),
      [['SPEC_CONFLICT', 'signals.rule.of', 'features.rsi.enabled: true']],
    );
    assert.deepEqual(await codesOf(CHAIN, 'labels.h4.enabled=false'), ['SPEC_CONFLICT signals.edge.weights.h4']);
  });

  it('drops a selection that is off', async () => {
    const select = (enabled: boolean): string => `models.gbm.select={type: shap, keep: 20, enabled: ${enabled}}`;
    assert.ok(!('select' in (await load(CHAIN, select(false))).models[0].values));
    assert.ok('select' in (await load(CHAIN, select(true))).models[0].values);
  });
});

describe('rules between blocks', () => {
  const refused: readonly [string, string, readonly string[]][] = [
    ['a node that nobody reads', 'features.spare={type: ema, window: 3}', ['SPEC_CONFLICT features.spare']],
    ['two names alike', 'labels.rsi={type: sign, horizon: 1}', ['SPEC_DUPLICATE_NAME labels.rsi']],
    ['the name of a bar column', 'features.volume={type: ema, window: 3}', ['SPEC_DUPLICATE_NAME features.volume']],
    ['a name in capitals', 'features.Fast={type: ema, window: 3}', ['SPEC_DUPLICATE_NAME features.Fast']],
    ['a split without a model', 'split={type: walk_forward, train: 1w, test: 1w}', ['SPEC_CONFLICT split']],
    [
      'a gate on an edge that the signal lacks',
      'gates.ev={type: expected_value, min: 2bps}',
      ['SPEC_CONFLICT gates.ev'],
    ],
    ['a feature that reads a score', 'features.rsi.of=rule', ['SPEC_LEAK features.rsi.of']],
    ['a feature that reads itself', 'features.rsi.of=rsi', ['SPEC_RING features.rsi.of']],
    ['a bar size that is no multiple', 'features.rsi.interval=90m', ['SPEC_CONFLICT features.rsi.interval']],
    ['a slice that is no category', 'evaluation.slices=[rsi]', ['SPEC_CONFLICT evaluation.slices']],
    ['a file of another version', 'version=2', ['SPEC_BAD_VALUE version']],
    ['two signals and no word on which is traded', 'signals.more={type: hold}', ['SPEC_MISSING_KEY portfolio.of']],
  ];
  for (const [what, set, codes] of refused) {
    it(`refuses ${what}`, async () => assert.deepEqual(await codesOf(SMALL, set), codes));
  }

  const chained: readonly [string, string, readonly string[]][] = [
    ['a label among the columns of a model', 'models.gbm.features=[rsi, h1]', ['SPEC_LEAK models.gbm.features.1']],
    ['a label read by a feature', 'features.rsi.of=h1', ['SPEC_LEAK features.rsi.of']],
    ['a model without a split', 'split=null', ['SPEC_MISSING_KEY split']],
    ['a calibrator without a window of its own', 'split.calibrate=0', ['SPEC_CONFLICT calibrators.cal']],
    ['an output that does not exist', 'signals.edge.weights.h9=1', ['SPEC_UNKNOWN_NAME signals.edge.weights.h9']],
    [
      'a label of the wrong task',
      'models={gbm: {type: logistic}}',
      ['SPEC_CONFLICT models.gbm.labels', 'SPEC_CONFLICT models.gbm.labels'],
    ],
    [
      'a calibrator of a calibrator',
      'calibrators.cal.of=cal',
      ['SPEC_UNKNOWN_NAME calibrators.cal.of', 'SPEC_RING calibrators.cal.of'],
    ],
  ];
  for (const [what, set, codes] of chained) {
    it(`refuses ${what}`, async () => {
      const found = await codesOf(CHAIN, set);
      for (const code of codes) assert.ok(found.includes(code), `${code} not in ${found.join(', ')}`);
    });
  }
});
