import assert from 'node:assert/strict';
import { csvFiles } from '../../src/runner/results.ts';
import { runPlan } from '../../src/runner/run.ts';
import { SMALL } from '../e2e/_small.ts';
import { finishedOf, here, outcomeOf, refusalOf } from './_here.ts';

const WEIGHED = SMALL.replace('sigma: sigma }\ngates', 'sigma: sigma, fit: { type: rolling }, shrink: 0.3 }\ngates');

/** Two rules and that forecast, stacked on what they were worth in the six weeks before each fourth Thursday. */
const STACKED = WEIGHED.replace(
  'signals:\n',
  `signals:
  buy_low: { type: threshold, of: rsi, long_below: 45, short_above: 55 }
  buy_high: { type: threshold, of: rsi, long_above: 55, short_below: 45 }
  stacked: { type: stack, of: [buy_low, buy_high, edge], label: h4, sigma: sigma, fit: { window: 6w, every: 4w } }
`,
).replace('of: edge\n', 'of: stacked\n');

describe('a signal that learns', () => {
  it('trades by the live feed as by the precomputed one', async () => {
    const [a, b] = await here(STACKED, {}, async ({ opened, environment }) => [
      await runPlan(opened, { feed: 'precomputed' }, environment),
      await runPlan(opened, { feed: 'live' }, environment),
    ]);
    assert.ok(a.result.totals.trades > 5, `${a.result.totals.trades} trades`);
    assert.deepEqual(b.result.details?.trades, a.result.details?.trades);
    assert.deepEqual(b.result.equity, a.result.equity);
  });

  it('passes the audit, and leaves tables of its weights', async () => {
    const { audit, outcome } = await finishedOf(STACKED);
    assert.deepEqual(audit.findings, []);
    assert.deepEqual(
      csvFiles(outcome).flatMap(({ path }) => (path.endsWith('_weights.csv') ? [path] : [])),
      ['diagnostics/horizon_weights.csv', 'diagnostics/stack_weights.csv'],
    );
  });

  it('learns where test segments begin, from the resolved rows before; shrunk weights add up to 1', async () => {
    const { plan, learnt } = await outcomeOf(WEIGHED);
    const [{ terms, table, inputs }] = learnt;
    assert.deepEqual([table, inputs], ['horizon', ['cal.h1', 'cal.h4']]);
    assert.deepEqual(
      terms.map(({ apply }) => apply.from),
      plan.folds.slice(1).map(({ test }) => test.from),
    );
    terms.forEach(({ fit, weights: [h1, h4] }) => {
      // the labels of the last 1 and 4 rows before the date read the date's own row
      assert.deepEqual([h1.samples, h4.samples], [fit.to - fit.from - 1, fit.to - fit.from - 4]);
      assert.ok(Math.abs(h1.weight + h4.weight - 1) < 1e-12);
      assert.ok(h1.weight >= 0.3 * 0.4 && h4.weight >= 0.3 * 0.6);
    });
  });

  it('is refused where no date is written and nothing is split, and where its label is no return', async () => {
    const rule = SMALL.slice(0, SMALL.indexOf('labels:')).replace(/ {2}(ret|sigma): .*\n/g, '');
    const without = `${rule}labels:
  up: { type: sign, horizon: 4 }
signals:
  buy_low: { type: threshold, of: rsi, long_below: 45, short_above: 55 }
  stacked: { type: stack, of: [buy_low], label: up }
portfolio: { of: stacked }
${SMALL.slice(SMALL.indexOf('execution:')).replace(/evaluation.*\n/, '')}`;
    const { problems, exit } = await refusalOf(outcomeOf(without));
    assert.equal(exit, 2);
    assert.deepEqual(
      problems.map(({ path, message }) => `${path.join('.')}: ${message}`),
      [
        'signals.stacked.fit: nothing says when it is fitted: there are no test segments',
        'signals.stacked.label: "up" is no return in bps',
      ],
    );
  });
});
