import assert from 'node:assert/strict';
import { CHAIN, SMALL, codesOf, load, problemsOf } from './_load.ts';

const searching = (space: string, sampler = 'tpe'): string =>
  `search:\n  trials: 9\n  sampler: { type: ${sampler} }\n  objectives: { sharpe_daily: maximize }\n  space:\n${space
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')}`;

describe('search', () => {
  it('is given to the sweep as written', async () => {
    const spec = await load(SMALL + searching('features.rsi.window: { low: 6, high: 1d }'));
    assert.deepEqual(spec.search?.['space'], { 'features.rsi.window': { low: 6, high: '1d' } });
  });

  it('asks which path was meant', async () => {
    const [problem] = await problemsOf(SMALL + searching('features.rsi.windw: { low: 6, high: 30 }'));
    assert.equal(problem.hint, 'did you mean "features.rsi.window"?');
    const [node] = await problemsOf(SMALL + searching('signals.rul.long_below: { low: 6, high: 30 }'));
    assert.equal(node.hint, 'did you mean "signals.rule.long_below"?');
  });

  const refused: readonly [string, string, string][] = [
    [
      'bounds outside the range of the parameter',
      'features.rsi.window: { low: 0, high: 30 }',
      'SPEC_BAD_VALUE search.space.features.rsi.window.low',
    ],
    [
      'bounds of the wrong unit',
      'execution.fees.taker: { low: 1bps, high: 9 }',
      'SPEC_BAD_VALUE search.space.execution.fees.taker.high',
    ],
    [
      'a range without an end',
      'features.rsi.window: { low: 3 }',
      'SPEC_MISSING_KEY search.space.features.rsi.window.high',
    ],
    [
      'a range upside down',
      'features.rsi.window: { low: 9, high: 3 }',
      'SPEC_CONFLICT search.space.features.rsi.window.high',
    ],
    [
      'choices beside a range',
      'features.rsi.window: { low: 3, choices: [4] }',
      'SPEC_CONFLICT search.space.features.rsi.window.low',
    ],
    [
      'a choice that does not exist',
      'portfolio.side: { choices: [long, up] }',
      'SPEC_BAD_VALUE search.space.portfolio.side.choices.1',
    ],
    [
      'a type that does not exist',
      'features.rsi.type: { choices: [rsi, rsx] }',
      'SPEC_BAD_VALUE search.space.features.rsi.type.choices.1',
    ],
    [
      'a name that nothing has',
      'signals.rule.of: { choices: [rsi, rsx] }',
      'SPEC_UNKNOWN_NAME search.space.signals.rule.of.choices.1',
    ],
    [
      'a range of what has no order',
      'portfolio.side: { low: 1, high: 2 }',
      'SPEC_MISSING_KEY search.space.portfolio.side.choices',
    ],
    [
      'a logarithm of 0',
      'signals.rule.long_below: { low: 0, high: 2, log: true }',
      'SPEC_CONFLICT search.space.signals.rule.long_below.low',
    ],
    ['a whole block', 'execution.fees: { choices: [none] }', 'SPEC_BAD_VALUE search.space.execution.fees'],
    [
      'a condition on a path that is not searched',
      'features.rsi.window: { low: 3, high: 9, when: { seed: 1 } }',
      'SPEC_UNKNOWN_NAME search.space.features.rsi.window.when.seed',
    ],
  ];
  for (const [what, line, code] of refused) {
    it(`refuses ${what}`, async () => assert.deepEqual(await codesOf(SMALL + searching(line)), [code]));
  }

  it('refuses a condition on a value that is never chosen', async () => {
    const lines =
      'portfolio.side: { choices: [long, both] }\nfeatures.rsi.window: { low: 3, high: 9, when: { portfolio.side: short } }';
    assert.deepEqual(await codesOf(SMALL + searching(lines)), [
      'SPEC_BAD_VALUE search.space.features.rsi.window.when.portfolio.side',
    ]);
  });

  it('wants steps of a grid where the parameter has none', async () => {
    assert.deepEqual(await codesOf(SMALL + searching('signals.rule.long_below: { low: 1, high: 2 }', 'grid')), [
      'SPEC_MISSING_KEY search.space.signals.rule.long_below.step',
    ]);
    await load(SMALL + searching('features.rsi.window: { low: 3, high: 9 }', 'grid'));
  });

  it('does not stop a run whose override removes a searched path', async () => {
    const text = CHAIN + searching('calibrators.cal.winsorize: { low: 0, high: 0.1 }');
    await load(text, 'calibrators.cal.type=linear', 'calibrators.cal.type=isotonic');
    await load(text, 'calibrators=null', 'signals.edge.of=gbm');
    assert.equal((await codesOf(text.replace('winsorize', 'winsorise'), 'seed=1')).length, 1);
  });

  it('counts a node that is only chosen as read', async () => {
    const text =
      SMALL.replace('features:', 'features:\n  slow: { type: rsi, window: 30 }') +
      searching('signals.rule.of: { choices: [rsi, slow] }');
    assert.equal((await load(text)).features.length, 2);
  });
});
