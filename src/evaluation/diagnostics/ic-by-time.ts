import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import * as p from '../../core/params.ts';
import { icByGroup, summariseIc } from '../_stats/index.ts';
import { pooled } from './_helpers/pooled.ts';

const DAY_MS = 86_400_000;

const params = {
  of: p.input('Scores; default: those the run is judged by.', { accepts: ['score', 'model'], optional: true }),
};

/**
 * IC (Spearman) of score and label of each time, across symbols; of one symbol, of each UTC day. Mean, sd and ICIR of the
 * coefficients, and the t of their mean by Newey and West: lag horizon - 1 for times, the horizon in whole days for days.
 *
 * In: out-of-sample scores and labels; a time or day with fewer than three known pairs has no coefficient. The table holds
 * the mean of each UTC day and the sum of those means so far; the single coefficients stand in the Parquet file.
 * Source: Grinold and Kahn (1999), Active Portfolio Management, ch. 6; Newey and West (1987).
 */
export default defineDiagnostic({
  type: 'ic_by_time',
  version: 1,
  summary: 'What a score knows from time to time, and whether its mean is more than luck.',
  params,
  compute({ of }, view) {
    const judged = view.judged(of);
    const { time, score, label } = pooled(judged.symbols);
    const several = judged.symbols.length > 1;
    const found = icByGroup(score, label, several ? time : time.map(dayOf));
    const lag = several ? judged.horizon - 1 : Math.ceil((judged.horizon * view.interval_ms) / DAY_MS);
    const summary = summariseIc(found.ic, lag);
    const at = several ? found.group : found.group.map((day) => day * DAY_MS);
    const days = daily(at, found.ic);
    const per = several ? 'times' : 'days';
    const fact = (name: string, value: number, unit: string) => ({ name, value, unit, samples: summary.groups });
    const number = (name: string, values: Float64Array) => ({ name, kind: 'number' as const, values });
    return {
      tradable: true,
      tables: {
        '': {
          rows: days.time.length,
          columns: [
            { name: 'day', kind: 'time' as const, values: days.time },
            number('ic', days.ic),
            number('cumulative_ic', days.cumulative),
          ],
        },
      },
      series: {
        rows: at.length,
        columns: [
          { name: 'timestamp', kind: 'time' as const, values: at },
          number('ic', found.ic),
          number('rows', found.rows),
        ],
      },
      facts: [
        fact('ic', summary.mean, `mean of ${per}`),
        fact('ic_sd', summary.sd, `sd of ${per}`),
        fact('icir', summary.icir, `mean/sd of ${per}`),
        fact('ic_t', summary.t, `Newey-West t, lag ${lag}`),
        fact('ic_p', summary.p, 'two-sided'),
        fact('positive', summary.positive, `fraction of ${per}`),
      ],
      charts: [
        {
          kind: 'line',
          table: '',
          x: 'day',
          y: 'cumulative_ic',
          x_title: '',
          y_title: 'sum of daily IC',
          title: `IC of ${judged.name} over time`,
          reading:
            'Sum of the mean IC of each day. A score that knows something climbs at one slope; steps are events, a fall is a score that was wrong for a while.',
        },
      ],
    };
  },
});

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** Mean coefficient of each day that has one, and the sum of the means up to it. */
function daily(time: Float64Array, ic: Float64Array) {
  const sums = new Map<number, { total: number; n: number }>();
  time.forEach((ms, i) => {
    if (ic[i] !== ic[i]) return;
    const day = sums.get(dayOf(ms)) ?? { total: 0, n: 0 };
    sums.set(dayOf(ms), { total: day.total + ic[i], n: day.n + 1 });
  });
  const means = Float64Array.from(sums.values(), ({ total, n }) => total / n);
  let sum = 0;
  return {
    time: Float64Array.from(sums.keys(), (day) => day * DAY_MS),
    ic: means,
    cumulative: means.map((x) => (sum += x)),
  };
}
