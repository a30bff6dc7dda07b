import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TimeRange } from '../../src/core/artifacts.ts';
import type { Folds, Split } from '../../src/core/contracts/split.ts';
import type { Params, Values } from '../../src/core/params.ts';
import { Refusal } from '../../src/core/problem.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const JANUARY_2023 = 1_672_531_200_000;

/** Ranges of up to 200 days of hourly bars that begin on any hour of 2023 and 2024. */
const ranges = fc
  .tuple(fc.integer({ min: 0, max: 730 * 24 }), fc.integer({ min: 1, max: 200 * 24 }))
  .map(([start, bars]) => ({ from: JANUARY_2023 + start * HOUR, to: JANUARY_2023 + (start + bars) * HOUR }));

export interface SplitContract<P extends Params> {
  /** Values for a range; those that `check` objects to are left out. */
  readonly values: (range: TimeRange) => fc.Arbitrary<Values<P>>;
  /** Whether the folds go on for as long as the data do. */
  readonly rolling: boolean;
}

/** What every split owes, whatever its windows: order, distance from the data's end, no bar predicted twice. */
export function honoursSplitContract<P extends Params>(split: Split<P>, { values, rolling }: SplitContract<P>): void {
  const cases = ranges.chain((range) => fc.tuple(fc.constant(range), values(range)));

  const attempt = (written: Values<P>, range: TimeRange): Folds | undefined => {
    try {
      return split.folds(written, range, HOUR);
    } catch (error) {
      assert.ok(error instanceof Refusal && error.problems[0].code === 'RUN_SPLIT', String(error));
      return undefined;
    }
  };

  /** The fact over all cases that give folds; there must be some. */
  const holds = (fact: (found: Folds, range: TimeRange, written: Values<P>) => void): void => {
    let seen = 0;
    const run = ([range, written]: readonly [TimeRange, Values<P>]): void => {
      if ((split.check?.(written) ?? []).length > 0) return;
      const found = attempt(written, range);
      if (found === undefined) return;
      seen += 1;
      fact(found, range, written);
    };
    fc.assert(fc.property(cases, run), { numRuns: 60 });
    assert.ok(seen > 5, `only ${seen} of 60 cases have folds`);
  };

  describe('split contract', () => {
    it('puts train, calibrate and test of a fold in order and apart', () => {
      holds(({ folds }) => {
        for (const { train, calibrate, test } of folds) {
          assert.ok(train.from < train.to && train.to <= calibrate.from);
          assert.ok(calibrate.from <= calibrate.to && calibrate.to <= test.from && test.from < test.to);
        }
      });
    });

    it('stays inside the data', () => {
      holds(({ folds }, range) => {
        for (const { train, test } of folds) assert.ok(train.from >= range.from && test.to <= range.to);
      });
    });

    it('predicts each bar at most once, without a hole between test windows', () => {
      holds(({ folds }) => {
        folds.slice(1).forEach(({ test }, i) => assert.equal(test.from, folds[i].test.to));
      });
    });

    it('trains each fold on no less recent data than the one before', () => {
      holds(({ folds }) => {
        folds.slice(1).forEach(({ train, calibrate }, i) => {
          assert.ok(train.to >= folds[i].train.to && train.from >= folds[i].train.from);
          assert.ok(calibrate.from >= folds[i].calibrate.from && calibrate.to >= folds[i].calibrate.to);
        });
      });
    });

    it('gives the same folds again', () => {
      holds((found, range, written) => {
        assert.equal(JSON.stringify(split.folds(written, range, HOUR)), JSON.stringify(found));
      });
    });

    it('says which bars of the end are in no fold', () => {
      holds(({ folds, dropped }, range) => {
        const end = folds[folds.length - 1].test.to;
        if (rolling) assert.deepEqual(dropped, end < range.to ? { from: end, to: range.to } : undefined);
      });
    });

    if (rolling) {
      it('cuts folds that do not depend on the data after them', () => {
        holds(({ folds }, range, written) => {
          for (const i of new Set([0, folds.length >> 1, folds.length - 1])) {
            const known = split.folds(written, { from: range.from, to: folds[i].test.to }, HOUR);
            assert.equal(JSON.stringify(known.folds), JSON.stringify(folds.slice(0, i + 1)));
          }
        });
      });
    }
  });
}
