import assert from 'node:assert/strict';
import { Refusal } from '../../src/core/problem.ts';
import { runPlan } from '../../src/runner/run.ts';
import type { RunOutcome } from '../../src/runner/run.ts';
import { auditRun } from '../../src/runner/audit/audit.ts';
import { filesOf, hourlyBars, MONTHLY } from '../bins/_monthly.ts';
import { rowsBefore, SMALL } from '../e2e/_small.ts';
import { here } from './_here.ts';
import type { HereOptions } from './_here.ts';

const BARS = hourlyBars(rowsBefore(7)).filter((_, i) => i % 501 !== 7);
const GIVEN = { files: filesOf(BARS) };
/** Ridge scores of a walk-forward split, calibrated on the two months of them before each month. */
const STITCHED = SMALL.replace('2024-07-01', '2024-12-01')
  .replace(/cal: .*/, 'cal: { type: linear, of: lin, fit: { type: rolling, window: 2mo, every: 1mo } }')
  .replace('calibrate: 2w, ', '');

const bothFeeds = (text: string, options: HereOptions = {}): Promise<[RunOutcome, RunOutcome]> =>
  here(text, options, async ({ opened, environment }) => [
    await runPlan(opened, { feed: 'precomputed' }, environment),
    await runPlan(opened, { feed: 'live' }, environment),
  ]);

function assertSame([a, b]: [RunOutcome, RunOutcome]): void {
  assert.ok(a.result.totals.trades > 5, `${a.result.totals.trades} trades`);
  assert.deepEqual(b.result.details?.trades, a.result.details?.trades);
  assert.deepEqual(b.result.equity, a.result.equity);
}

async function problems(text: string, set: readonly string[] = []): Promise<string> {
  try {
    await here(text, { ...GIVEN, set }, () => Promise.resolve());
  } catch (error) {
    if (error instanceof Refusal)
      return error.problems.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`).join('\n');
    throw error;
  }
  return 'passed';
}

describe('a rolling calibrator', () => {
  it('of predictions trades the same on both feeds, in fitted bins', async () => {
    assertSame(await bothFeeds(MONTHLY, GIVEN));
  });

  it('of walk-forward scores trades the same on both feeds', async () => {
    assertSame(await bothFeeds(STITCHED));
  });

  it('of folds gives fitted bins too', async () => {
    const text = SMALL.replace(/edge: .*/, 'edge: { type: quantile, of: cal.h4, bins: 5, scope: fitted }')
      .replace(/gates:[\s\S]*?portfolio:\n[\s\S]*?execution:/, 'execution:')
      .replace(/ {2}sigma: \{.*\n/, '');
    assertSame(await bothFeeds(text));
  });

  it('is fitted once a month from the first whole window on, and traded from there', () =>
    here(MONTHLY, GIVEN, ({ opened: { plan } }) => {
      const terms = plan.terms.get('p') ?? [];
      assert.deepEqual(
        terms.map(({ name }) => name),
        ['2024-03', '2024-04', '2024-05', '2024-06', '2024-07'],
      );
      assert.equal(plan.bars.time[plan.traded.from], Date.UTC(2024, 2, 1));
      for (const [i, { apply, fit, boundary }] of terms.entries()) {
        assert.ok(fit.to === boundary && boundary === apply.from);
        if (i > 0) assert.equal(apply.from, terms[i - 1].apply.to);
      }
      return Promise.resolve();
    }));

  it('keeps its keys when later bars and predictions arrive', async () => {
    const keys = (rows: number): Promise<readonly string[]> =>
      here(MONTHLY, { files: filesOf(BARS.slice(0, rows)) }, ({ opened }) =>
        Promise.resolve(opened.plan.nodes.filter(({ id }) => /^calibrators.*(03|04)$/.test(id)).map(({ key }) => key)),
      );
    assert.deepEqual(await keys(BARS.length - 1200), await keys(BARS.length - 12));
  });

  it('passes the audit', () =>
    here(MONTHLY, GIVEN, async ({ opened, environment }) => {
      const outcome = await runPlan(opened, { feed: 'precomputed' }, environment);
      const report = await auditRun(
        opened,
        outcome,
        { times: 6, refits: 2, poisons: ['noise', 'nan', 'truncated'], rows: Infinity },
        environment,
      );
      assert.deepEqual(report.findings, []);
    }));

  it('is refused without its window, without history, and where predictions would need folds', async () => {
    assert.match(
      await problems(MONTHLY.replace('window: 2mo, ', '')),
      /^SPEC_CONFLICT calibrators\.p\.fit\.window: a rolling fit needs its window/,
    );
    assert.match(
      await problems(MONTHLY, ['calibrators.p.fit.window=24mo']),
      /^RUN_CALIBRATOR calibrators\.p\.fit\.window: no date/,
    );
    assert.match(
      await problems(MONTHLY.replace(/fit: \{.*?\}, /, '')),
      /^SPEC_CONFLICT calibrators\.p\.fit: predictions have no folds/,
    );
    assert.match(
      await problems(MONTHLY, ['signals.bins.of=clf']),
      /^SPEC_CONFLICT signals\.bins\.of: "clf" is no calibrator/,
    );
    assert.match(await problems(MONTHLY, ['models.clf.features=[all]']), /SPEC_UNKNOWN_KEY models\.clf\.features/);
  });

  it('knows the run that made the predictions by its name, and refuses another label', async () => {
    const named = (name: string): readonly string[] => [`models.clf.origin=${name}`];
    assert.equal(
      await problems(MONTHLY, named('run_20251102_231428_lgbm_y_tp_before_sl_u0.01_d0.01_12h_binary')),
      'passed',
    );
    assert.equal(await problems(MONTHLY, named('my own')), 'passed');
    const told = await problems(MONTHLY, named('run_20251102_231428_lgbm_y_tp_before_sl_u0.04_d0.02_24h_binary'));
    for (const what of ['take-profit', 'stop-loss', 'horizon'])
      assert.match(told, new RegExp(`SPEC_CONFLICT models\\.clf\\.origin: .*another ${what}`));
  });
});
