import assert from 'node:assert/strict';
import { judge } from '../../src/report/critic/critic.ts';
import type { Suspicion } from '../../src/report/critic/critic.ts';
import { doubtsOfHistory } from '../../src/report/critic/of-history.ts';
import { factsOf } from '../../src/report/facts/facts.ts';
import type { ReportInput, SweepFacts } from '../../src/report/input.ts';
import { madeInput, START } from './_input.ts';

const found = (input: ReportInput, id: string): Suspicion | undefined =>
  judge(factsOf(input)).suspicions.find((s) => s.id === id);
const DAY = 86_400_000;
const SWEEP: SweepFacts = {
  name: '2024-01-02_00-00-00-12345678',
  trials: 40,
  objective: 'sharpe_daily',
  best: 2,
  neighbours: { count: 6, median: 1.8, lowest: 1.4, highest: 2 },
  dsr: 0.97,
  pbo: 0.1,
};

/** Equity that gains the same every bar, and `extra` more within one month. */
function monthly(extra: number): ReportInput {
  const input = madeInput();
  const { time } = input.account;
  let level = 100_000;
  const april = START + 91 * DAY;
  const equity = time.map((t) => (level += 1 + (t >= april && t < april + 30 * DAY ? extra : 0)));
  return { ...input, account: { ...input.account, equity } };
}

describe('the critic', () => {
  it('finds nothing serious in a sound run', () => {
    const verdict = judge(factsOf(madeInput({ drift: 12 })));
    assert.deepEqual(
      verdict.suspicions.filter((s) => s.level === 'serious').map((s) => s.id),
      [],
    );
    assert.ok(verdict.passed.length > 5, verdict.passed.join('\n'));
  });

  it('names a planted edge below cost with the gate to change', () => {
    const input = madeInput();
    const edge = input.decisions.edge.map((e) => e / 10);
    const doubt = found({ ...input, decisions: { ...input.decisions, edge } }, 'edge_below_cost');
    assert.equal(doubt?.level, 'serious');
    assert.equal(doubt?.key, 'gates.ev.min');
    assert.match(doubt?.evidence ?? '', /0\.8\d bps; one round trip costs 3\.00 bps/);
    assert.equal(found(input, 'edge_below_cost'), undefined);
  });

  it('names trades whose break-even fee is below the fee paid', () => {
    const doubt = found(madeInput({ drift: -1.5 }), 'break_even_below_fee');
    assert.equal(doubt?.level, 'serious');
    assert.equal(found(madeInput({ drift: 12 }), 'break_even_below_fee'), undefined);
  });

  it('names a planted month that carries over half of the profit', () => {
    const doubt = found(monthly(10), 'one_month');
    assert.equal(doubt?.level, 'serious');
    assert.match(doubt?.title ?? '', /2024-04/);
    assert.equal(found(monthly(0), 'one_month'), undefined);
  });

  it('names a planted wrong calibration, too large and of the wrong sign', () => {
    assert.match(
      found(madeInput({ slope: 0.1, skill: 0.3 }), 'calibration_unreliable')?.evidence ?? '',
      /calibrated\.h4 promises too much \(slope 0\.\d/,
    );
    assert.match(found(madeInput({ slope: -1, skill: 0.3 }), 'calibration_unreliable')?.evidence ?? '', /wrong sign/);
    assert.equal(found(madeInput({ slope: 1, skill: 0.3 }), 'calibration_unreliable'), undefined);
    assert.equal(found(madeInput({ slope: 0.1, skill: 0.3 }), 'calibration_unreliable')?.key, 'calibrators.calibrated');
  });

  it('names too few trades by how few they are', () => {
    assert.equal(found(madeInput({ trades: 5 }), 'few_trades')?.level, 'serious');
    assert.equal(found(madeInput({ trades: 20 }), 'few_trades')?.level, 'caution');
    assert.equal(found(madeInput({ trades: 20 }), 'few_trades')?.key, 'gates.z');
    assert.equal(found(madeInput({ trades: 30 }), 'few_trades'), undefined);
  });

  it('names scores without information', () => {
    assert.equal(found(madeInput({ skill: 0 }), 'ic_not_significant') !== undefined, true);
    assert.equal(found(madeInput({ skill: 0.3 }), 'ic_not_significant'), undefined);
  });

  it('names a wide ambiguity band, seriously where profit turns into loss', () => {
    const input = madeInput({ drift: 12 });
    const end = input.account.equity.at(-1) ?? 0;
    assert.equal(
      found({ ...input, ambiguity: { stop_first: end, target_first: end + (end - 100_000) } }, 'ambiguity_wide')?.level,
      'caution',
    );
    assert.equal(
      found({ ...input, ambiguity: { stop_first: 99_000, target_first: 101_000 } }, 'ambiguity_wide')?.level,
      'serious',
    );
    assert.equal(found({ ...input, ambiguity: { stop_first: end, target_first: end } }, 'ambiguity_wide'), undefined);
  });

  it('names a dropped segment, withheld metrics and gates that refuse nearly all', () => {
    const input = madeInput({ trades: 5 });
    assert.equal(found(input, 'withheld')?.level, 'note');
    assert.equal(
      found({ ...input, run: { ...input.run, dropped: { from: START, to: START + DAY } } }, 'dropped_segment')?.key,
      'data.range.to',
    );
    assert.equal(found(input, 'few_accepted')?.key, 'gates.z');
  });

  it('names a result that is too good', () => {
    assert.equal(found(madeInput({ drift: 12 }), 'too_good')?.key, 'execution');
    assert.equal(found(madeInput({ drift: 0.5 }), 'too_good'), undefined);
  });

  it('names an optimum that its neighbours do not share, and the luck of the best of many', () => {
    const doubts = (over: Partial<SweepFacts>): readonly string[] =>
      doubtsOfHistory({ runs: [], total: 0, tried: 0, sweep: { ...SWEEP, ...over } }).map((d) => `${d.id} ${d.level}`);
    assert.deepEqual(doubts({}), []);
    assert.deepEqual(doubts({ neighbours: { count: 6, median: 0.9, lowest: 0.1, highest: 1.4 } }), [
      'unstable_optimum caution',
    ]);
    assert.deepEqual(doubts({ neighbours: { count: 6, median: -0.1, lowest: -1, highest: 0.4 } }), [
      'unstable_optimum serious',
    ]);
    assert.deepEqual(doubts({ neighbours: { count: 2, median: -0.1, lowest: -1, highest: 0.4 } }), []);
    assert.deepEqual(doubts({ dsr: 0.6 }), ['in_sample_luck caution']);
    assert.deepEqual(doubts({ pbo: 0.7 }), ['in_sample_luck serious']);
    assert.deepEqual(doubtsOfHistory(undefined), []);
  });

  it('puts the worst first', () => {
    const levels = judge(factsOf(madeInput({ trades: 5, drift: -40 }))).suspicions.map((s) =>
      ['serious', 'caution', 'note'].indexOf(s.level),
    );
    assert.deepEqual(
      levels,
      levels.toSorted((a, b) => a - b),
    );
  });
});
