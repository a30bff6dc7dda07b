import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import * as p from '../../core/params.ts';
import { overallIc } from '../_stats/index.ts';

const params = {
  of: p.input('Scores; default: those the run is judged by.', { accepts: ['score', 'model'], optional: true }),
  lags: p.list('Bars by which the label lies later than it should.', p.integer('Bars.', { min: 0, max: 100_000 }), {
    default: [0, 1, 2, 3, 5, 10, 30, 60],
  }),
};

/**
 * IC of score[t] and label[t + lag], all symbols together (Spearman; Pearson beside it).
 *
 * In: out-of-sample scores and their labels. Rows without either are left out. Lag 0 is the IC of the run; how fast it falls
 * says how long the score is good for.
 */
export default defineDiagnostic({
  type: 'ic_decay',
  version: 1,
  summary: 'How fast a score loses what it knows.',
  params,
  compute({ of, lags }, view) {
    const judged = view.judged(of);
    const found = lags.map((lag) => {
      const parts = judged.symbols.map(({ score, label }) => ({
        score: score.subarray(0, Math.max(0, score.length - lag)),
        label: label.subarray(Math.min(lag, label.length)),
      }));
      return overallIc(joined(parts.map((x) => x.score)), joined(parts.map((x) => x.label)));
    });
    const column = (name: string, values: readonly number[]) => ({
      name,
      kind: 'number' as const,
      values: Float64Array.from(values),
    });
    return {
      tradable: true,
      tables: {
        '': {
          rows: lags.length,
          columns: [
            column('lag', lags),
            column(
              'ic',
              found.map((f) => f.ic),
            ),
            column(
              'ic_pearson',
              found.map((f) => f.ic_pearson),
            ),
            column(
              'rows',
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
          x: 'lag',
          y: 'ic',
          x_title: 'bars later',
          y_title: 'IC',
          title: `Decay of ${judged.name}`,
          reading: `Rank correlation of the score with "${judged.label}" of later bars.`,
        },
      ],
    };
  },
});

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0];
  const out = new Float64Array(parts.reduce((sum, x) => sum + x.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
