import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import type { JudgedSymbol } from '../../core/contracts/diagnostic.ts';
import * as p from '../../core/params.ts';
import { icByGroup, overallIc, summariseIc } from '../_stats/index.ts';
import { pooled } from './_helpers/pooled.ts';

const params = {
  of: p.input('Scores; default: those the run is judged by.', { accepts: ['score', 'model'], optional: true }),
  horizons: p.list('How far ahead each return reaches.', p.span('Bars.', { min: 1 }), {
    default: [1, 2, 3, 5, 10, 30, 60],
  }),
};

/**
 * IC (Spearman) of score[t] and close[t + h] / close[t] - 1, for each horizon h: over all rows of one symbol; of several
 * symbols the mean of the coefficients of each time.
 *
 * In: out-of-sample scores and closes. Rows without a score, or whose return leaves the data, are left out. How fast it falls
 * says how long the score is good for.
 */
export default defineDiagnostic({
  type: 'ic_decay',
  version: 1,
  summary: 'How fast a score loses what it knows.',
  params,
  check: ({ horizons }) =>
    new Set(horizons).size === horizons.length ? [] : [{ key: 'horizons', message: 'must not repeat a horizon' }],
  compute({ of, horizons }, view) {
    const judged = view.judged(of);
    const found = horizons.map((horizon) => decayAt(judged.symbols, horizon));
    const column = (name: string, values: readonly number[]) => ({
      name,
      kind: 'number' as const,
      values: Float64Array.from(values),
    });
    return {
      tradable: true,
      tables: {
        '': {
          rows: horizons.length,
          columns: [
            column('horizon', horizons),
            column(
              'ic',
              found.map((f) => f.ic),
            ),
            column(
              'samples',
              found.map((f) => f.samples),
            ),
          ],
        },
      },
      facts: [],
      charts: [
        {
          kind: 'bars',
          table: '',
          x: 'horizon',
          y: 'ic',
          x_title: 'bars ahead',
          y_title: 'IC',
          title: `Decay of ${judged.name}`,
          reading: 'Rank correlation of the score with the return over the next bars, by how many they are.',
        },
      ],
    };
  },
});

/** Samples are rows of one symbol, times of several. */
function decayAt(symbols: readonly JudgedSymbol[], horizon: number): { ic: number; samples: number } {
  const ahead = symbols.map((symbol) => ({ ...symbol, label: returnsAhead(symbol.close, horizon) }));
  const { time, score, label } = pooled(ahead);
  if (symbols.length === 1) {
    const { ic, samples } = overallIc(score, label);
    return { ic, samples };
  }
  const summary = summariseIc(icByGroup(score, label, time, { min_rows: 2 }).ic, 0);
  return { ic: summary.mean, samples: summary.groups };
}

function returnsAhead(close: Float64Array, horizon: number): Float64Array {
  const out = new Float64Array(close.length).fill(NaN);
  for (let t = 0; t + horizon < close.length; t++) out[t] = close[t + horizon] / close[t] - 1;
  return out;
}
