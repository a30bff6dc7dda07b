import { windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import { startTrailingBins } from '../core/trailing-bins.ts';
import type { TrailingBins } from '../core/trailing-bins.ts';
import { pushTrailingColumn } from '../core/trailing-column.ts';
import * as p from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const AHEAD = ['date', 'global'];
const bin = (doc: string): p.Param<number | undefined> => p.integer(doc, { min: 1, optional: true });

const params = {
  of: p.input('Score that is ranked; for `fitted` the calibrator that gives it.', { accepts: ['score', 'model'] }),
  bins: p.integer('Number of bins, lowest scores in bin 1.', { min: 2, max: 5000, default: 10 }),
  scope: p.choice(
    'Scores that the edges are quantiles of: `trailing` = the last `window`, `fitted` = those the calibrator was fitted on, `timestamp` = those of all symbols at one time. `date` and `global` rank among scores of the same UTC day or run that are made later: such a run is marked "not tradable" and shown beside `trailing`.',
    ['trailing', 'fitted', 'timestamp', 'date', 'global'],
  ),
  window: p.span(
    '`trailing`, and what is shown beside `date` and `global`: bars whose scores are ranked, the current one excluded.',
    { min: 2, optional: true },
  ),
  long_from: bin('First bin that is bought; default: the last one.'),
  long_to: bin('Last bin that is bought; default: the last one.'),
  short_from: bin('First bin that is sold; default: 1.'),
  short_to: bin('Last bin that is sold; default: 1.'),
};
type QuantileValues = p.Values<typeof params>;

interface Sides {
  readonly long: readonly [number, number];
  readonly short: readonly [number, number];
}

interface State extends Sides {
  /** Absent where the input is a bin already. */
  readonly trailing: TrailingBins | undefined;
}

/**
 * direction = 1 for scores of bins long_from … long_to, -1 for bins short_from … short_to, else 0.
 *
 * In: a score. Edges are type-7 quantiles, right-closed, merged where scores tie (see core/quantile-bins). Out: direction,
 * strength 1 or 0; no edge. NaN score, or a trailing window without `bins` known scores or not full yet: direction 0.
 */
export default defineSignal({
  type: 'quantile',
  version: 1,
  summary: 'Long the top bins of a score, short the bottom ones.',
  params,
  check(values) {
    const { bins, scope, window } = values;
    const wants = scope === 'trailing' || AHEAD.includes(scope);
    if (wants !== (window !== undefined)) {
      const [message, expected] = wants
        ? [
            scope === 'trailing'
              ? 'scope "trailing" needs a window'
              : `scope "${scope}" is shown beside a trailing window`,
            'window: 30d',
          ]
        : [
            scope === 'fitted'
              ? 'scope "fitted" has the window of its calibrator'
              : 'scope "timestamp" looks at one time',
            'no window',
          ];
      return [{ key: 'window', message, expected }];
    }
    const { long, short } = sidesOf(values);
    if (Math.max(...long, ...short) > bins)
      return [
        {
          key: 'bins',
          message: 'there are fewer bins than long and short name',
          expected: `at least ${Math.max(...long, ...short)}`,
        },
      ];
    if (long[0] > long[1]) return [{ key: 'long_from', message: 'lies beyond long_to' }];
    if (short[0] > short[1]) return [{ key: 'short_from', message: 'lies beyond short_to' }];
    const meet = long[0] <= short[1] && short[0] <= long[1];
    return meet ? [{ key: 'short_to', message: 'a bin cannot be bought and sold', expected: `below ${long[0]}` }] : [];
  },
  inputs: ({ of, scope, bins }) => {
    const ranked = scope === 'trailing' ? {} : scope === 'fitted' ? { bins } : { bins, scope };
    return [{ name: of, role: 'score' as const, ...ranked }];
  },
  tradable: (values) => (AHEAD.includes(values.scope) ? { ...values, scope: 'trailing' } : undefined),
  parts: (values) => ({ of: values.of, bins: values.bins, scope: values.scope, ...sidesOf(values) }),
  reach: ({ scope, window }) => windowReach((scope === 'trailing' ? (window as number) : 0) + 1),
  start: (values): State => ({
    ...sidesOf(values),
    trailing: values.scope === 'trailing' ? startTrailingBins(values.window as number, values.bins) : undefined,
  }),
  push(state, [scores], outputs) {
    const numbers = state.trailing === undefined ? scores : new Float64Array(scores.length);
    if (state.trailing !== undefined) pushTrailingColumn(state.trailing, scores, numbers);
    for (let i = 0; i < numbers.length; i++)
      emitDirection(outputs, i, within(numbers[i], state.long) ? 1 : within(numbers[i], state.short) ? -1 : 0);
  },
});

function sidesOf({ bins, long_from, long_to, short_from, short_to }: QuantileValues): Sides {
  return {
    long: [long_from ?? long_to ?? bins, long_to ?? bins],
    short: [short_from ?? 1, short_to ?? short_from ?? 1],
  };
}

const within = (number: number, [from, to]: readonly [number, number]): boolean => number >= from && number <= to;
