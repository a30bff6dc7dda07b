import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import type { DiagnosticFact, Judged } from '../../core/contracts/diagnostic.ts';
import * as p from '../../core/params.ts';
import { brier, expectedCalibrationError, logLoss, regressionCalibration } from '../_stats/index.ts';
import type { Bin } from '../_stats/index.ts';

const params = {
  of: p.input('Forecasts; default: the scores the run is judged by.', { accepts: ['score', 'model'], optional: true }),
  bins: p.integer('Bins of equal counts.', { min: 2, max: 1000, default: 10 }),
};

/**
 * Mean forecast beside mean outcome in bins of equal counts, all symbols together; for classes Brier score, log loss and
 * expected calibration error (over as many bins of equal width), for returns slope and intercept of outcome on forecast.
 *
 * In: out-of-sample forecasts and their labels. Rows without either are left out. A forecast that means what it says has
 * bins within two standard errors of each other, and slope 1.
 */
export default defineDiagnostic({
  type: 'reliability',
  version: 1,
  summary: 'Whether forecasts mean what they say.',
  params,
  compute({ of, bins }, view) {
    const judged = view.judged(of);
    const forecast = joined(judged, 'score');
    const outcome = joined(judged, 'label');
    const found = regressionCalibration(forecast, outcome, bins);
    return {
      tradable: true,
      tables: { '': tableOf(found.bins) },
      facts: judged.unit === 'class' ? classFacts(forecast, outcome, bins) : lineFacts(found, judged.unit),
      charts: [
        {
          kind: 'line',
          table: '',
          x: 'forecast',
          y: 'outcome',
          x_title: 'mean forecast',
          y_title: 'mean outcome',
          title: `Reliability of ${judged.name}`,
          reading: `Mean of "${judged.label}" in each bin of the forecast. On the diagonal the forecast means what it says.`,
        },
      ],
    };
  },
});

const joined = ({ symbols }: Judged, key: 'score' | 'label'): Float64Array =>
  Float64Array.from(symbols.flatMap((symbol) => [...symbol[key]]));

function tableOf(bins: readonly Bin[]) {
  const column = (name: string, pick: (bin: Bin) => number) => ({
    name,
    kind: 'number' as const,
    values: Float64Array.from(bins, pick),
  });
  return {
    rows: bins.length,
    columns: [
      column('bin', ({ bin }) => bin),
      column('forecast', ({ predicted }) => predicted),
      column('outcome', ({ realised }) => realised),
      column('standard_error', ({ se }) => se),
      column('rows', ({ count }) => count),
    ],
  };
}

function classFacts(p: Float64Array, y: Float64Array, bins: number): readonly DiagnosticFact[] {
  const samples = p.reduce((count, v, i) => count + (v === v && y[i] === y[i] ? 1 : 0), 0);
  return [
    { name: 'brier', value: brier(p, y), unit: '', samples },
    { name: 'log_loss', value: logLoss(p, y), unit: 'nats', samples },
    { name: 'ece', value: expectedCalibrationError(p, y, bins), unit: 'fraction', samples },
  ];
}

function lineFacts(
  { slope, intercept, samples }: ReturnType<typeof regressionCalibration>,
  unit: string,
): readonly DiagnosticFact[] {
  return [
    { name: 'slope', value: slope, unit: '', samples },
    { name: 'intercept', value: intercept, unit, samples },
  ];
}
