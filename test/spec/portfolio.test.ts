import assert from 'node:assert/strict';
import { CHAIN, load, problemsOf } from './_load.ts';

const spec = (portfolio: string, exits = ''): string =>
  `version: 1
name: cross
data: { source: { type: synthetic }, symbols: [SYNUSD], interval: 1h }
signals:
  always: { type: hold }
  other: { type: hold, direction: short }
  both: { type: mean, of: [always, other], average: edge }
portfolio: { of: always, ${portfolio} }
execution: { type: event, fees: none, slippage: none, funding: none${exits} }
`.replace(portfolio.includes('of: both') ? 'of: always, ' : /^ {2}(other|both):.*\n/gm, '');

const found = async (text: string): Promise<string[]> =>
  (await problemsOf(text)).map(({ path, message }) => `${path.join('.')}: ${message}`);
const SCHEDULE = 'rebalance: { every: 1d, at: "00:05" }';

describe('the portfolio of a spec', () => {
  it('takes a selection, a sizing and limits of a cross-section with a schedule', async () => {
    const { portfolio } = await load(
      spec(
        `${SCHEDULE}, side: long_short, select: { type: top_n, n: 2 }, sizing: { type: equal }, limits: { g: { type: gross, max: 1 } }`,
      ),
    );
    assert.deepEqual(portfolio.rebalance, { every: { ms: 86_400_000 }, at: 300_000 });
    assert.equal(portfolio.select?.values['n'], 2);
  });

  it('refuses them without one', async () => {
    assert.deepEqual(
      await found(spec('side: long_short, select: { type: all }, limits: { g: { type: gross, max: 1 } }')),
      [
        'portfolio.side: long_short weighs symbols against each other, which takes a schedule',
        'portfolio.select: a selection weighs symbols against each other, which takes a schedule',
        'portfolio.limits.g: "gross" weighs symbols against each other, which takes a schedule',
      ],
    );
  });

  it('refuses the exits of single positions beside a schedule', async () => {
    assert.deepEqual(await found(spec(SCHEDULE, ', exits: { opposite: close }')), [
      'execution.exits.opposite: target weights rule a rebalanced account: a position is left when its target is 0',
    ]);
    await assert.rejects(found(spec(SCHEDULE, ', exits: { opposite: flip, neutral: ignore }')), /spec was accepted/);
  });

  it('refuses a weekday of days, and no distance at all', async () => {
    assert.deepEqual(await found(spec('rebalance: { every: 1d, day: sunday }')), [
      'portfolio.rebalance.day: moments would not all be a sunday',
    ]);
    assert.deepEqual(await found(spec('rebalance: { every: 0 }')), [
      'portfolio.rebalance.every: must be longer than 0',
    ]);
  });

  it('refuses a mean of edges that a signal does not give', async () => {
    assert.deepEqual(await found(spec('of: both')), [
      'signals.both: "mean" reads edge, which signal "always" does not give',
      'signals.both: "mean" reads edge, which signal "other" does not give',
    ]);
  });

  it('refuses a bound in bps on scores without a unit, those of signals below included, and no other gate', async () => {
    const unitless = (gate: string): string => `version: 1
name: unitless
data: { source: { type: synthetic }, symbols: [SYNUSD], interval: 1h, range: { from: 2024-01-01, to: 2024-06-01 } }
features: { rsi: { type: rsi, window: 14 } }
labels: { a: { type: payoff_asymmetry, horizon: 4 } }
split: { type: walk_forward, train: 4w, test: 1w }
models: { m: { type: ridge, labels: [a], features: [rsi] } }
signals:
  own: { type: score, of: m }
  s: { type: mean, of: [own], average: edge }
portfolio: { of: s }
gates: { g: ${gate} }
execution: { type: event, fees: none, slippage: none, funding: none }
`;
    assert.deepEqual(await found(unitless('{ type: min_edge, min: 10bps }')), [
      'gates.g: compares bps with scores of "a", which have no unit',
    ]);
    await load(unitless('{ type: quantile, window: 50, long_above: 0.6, short_below: 0.4 }'));
  });

  it('names the label to switch on where a model has none left', async () => {
    const text = CHAIN.replace('h1: { type: forward_return', 'h1: { enabled: false, type: forward_return').replace(
      /labels: \[h1, h4\]/,
      'labels: [h1]',
    );
    const problems = await problemsOf(text);
    const told = problems.find(({ message }) => message.includes('switched off') && message.startsWith('every'));
    assert.equal(told?.hint, 'labels.h1.enabled: true');
  });
});
