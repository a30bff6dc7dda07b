import { defineModel } from '../core/contracts/model.ts';
import * as p from '../core/params.ts';

/**
 * y_pred[t] = what the file says of the bar that opens at t.
 *
 * In: a table of bar open times and predictions made elsewhere. Out: as they are (a probability for class labels). NaN
 * where the table has no row for a bar. Nothing is fitted here: no folds, no columns.
 */
export default defineModel({
  type: 'predictions',
  version: 1,
  summary: 'Predictions made elsewhere, read from DuckDB, Parquet or CSV.',
  tasks: ['binary', 'regression'],
  accepts_nan: true,
  external: 'scores',
  omits: ['features', 'select', 'tune', 'prepare', 'sample_weight', 'per_symbol', 'symbols', 'early_stopping'],
  params: {
    source: p.block('Where the predictions lie.', {
      type: p.choice('Kind of file.', ['duckdb', 'parquet', 'csv']),
      path: p.text('File; `{symbol}` stands for each symbol.', { undigested: true }),
      table: p.text('`duckdb`: table or view, `predictions` or `schema.predictions`.', { optional: true }),
      columns: p.block(
        'Names in the table.',
        {
          timestamp: p.text('Time at which the bar opens, UTC.', { default: 'timestamp' }),
          y_pred: p.text('Prediction.', { default: 'y_pred' }),
        },
        { default: {} },
      ),
      missing: p.choice(
        'What stands in for a file that does not exist; the default is an error.',
        ['error', 'synthetic'],
        { optional: true },
      ),
    }),
    origin: p.text(
      'Name of the run that made them; one of the form `run_<time>_<model>_y_<label>_u<up>_d<down>_<horizon>_<task>` is compared with the label.',
      {
        optional: true,
      },
    ),
    model_path: p.text('Where the model that made them lies; recorded only.', { optional: true, undigested: true }),
    trained_until: p.text('Date up to which they were fitted, or `unknown`, which is stamped on every result.', {
      default: 'unknown',
      pattern: '^(unknown|[0-9]{4}-[0-9]{2}-[0-9]{2})$',
    }),
  },
  check({ source }) {
    if ((source.type === 'duckdb') === (source.table !== undefined)) return [];
    const message =
      source.type === 'duckdb' ? 'a DuckDB file needs the name of its table' : 'only a DuckDB file has tables';
    return [{ key: 'source', message, expected: '{ type: duckdb, path: …, table: predictions }' }];
  },
  fit() {
    throw new Error('predictions are not fitted');
  },
  load() {
    throw new Error('predictions have no saved form');
  },
});
