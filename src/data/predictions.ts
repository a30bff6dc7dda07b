import type { Bars, JsonValue } from '../core/artifacts.ts';
import { isoOf } from '../core/calendar.ts';
import type { Task } from '../core/contracts/label.ts';
import { exp } from '../core/math/index.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { streamOf } from '../core/rng.ts';
import { quoteName, quoteText, rowsOf, streamDoubles, withDuckdb } from './_duckdb.ts';
import { fileExists, fileIdentity, fileStamps, needFile, needUnchanged } from './_file.ts';
import { resolvePath } from './load.ts';
import type { DataRoots } from './load.ts';
import { stampSql } from './_parquet.ts';

/** The `source` block of a `predictions` model. */
export interface PredictionSource {
  readonly type: 'duckdb' | 'parquet' | 'csv';
  readonly path: string;
  readonly table?: string | undefined;
  readonly columns: { readonly timestamp: string; readonly y_pred: string };
  readonly missing?: 'error' | 'synthetic' | undefined;
}

export interface PredictionRequest {
  readonly source: PredictionSource;
  /** Spec path of the source, for messages: `models.clf.source`. */
  readonly at: string;
  /** Probabilities must lie in [0, 1] where labels are classes. */
  readonly task: Task;
  readonly seed: number;
  readonly roots: DataRoots;
}

/** Predictions on the rows of some bars: NaN where there is none. */
export interface Predictions {
  readonly score: Float64Array;
  readonly identity: JsonValue;
  /** Whether generated ones stand in for a file that does not exist. */
  readonly synthetic: boolean;
  /** Rows of the file, and those of them that meet a bar. */
  readonly rows: number;
  readonly joined: number;
}

interface Table {
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** Reads a table of predictions and lays it on the bars' own grid; whatever does not fit there is refused with its time. */
export async function loadPredictions(bars: Bars, request: PredictionRequest): Promise<Predictions> {
  const { source, roots, at } = request;
  const path = resolvePath(source.path, bars.symbol, roots);
  if (source.missing === 'synthetic' && !fileExists(path)) return standIn(bars, request.seed);
  return under(at, async () => {
    needFile(path);
    const before = fileStamps([path]);
    const identity = await fileIdentity(path);
    const table = await withDuckdb(path, { ...roots, threads: 1 }, (connection) => readTable(connection, path, source));
    needUnchanged([path], before);
    const name = source.table === undefined ? `"${path}"` : `table "${source.table}" of "${path}"`;
    return { ...joined(bars, table, { ...request, name }), identity, synthetic: false, rows: table.time.length };
  });
}

/** What `work` refuses about `data.source` is about this source. */
async function under<T>(at: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const moved = error.problems.map((problem) => {
      const [data, source, ...rest] = problem.path;
      return data === 'data' && source === 'source' ? { ...problem, path: [...at.split('.'), ...rest] } : problem;
    });
    throw new Refusal(moved, error.exit);
  }
}

type Connection = Parameters<Parameters<typeof withDuckdb>[2]>[0];

async function readTable(
  connection: Connection,
  path: string,
  { type, table = '', columns }: PredictionSource,
): Promise<Table> {
  if (type === 'duckdb') {
    await connection.run(`attach ${quoteText(path)} as source (read_only)`);
    await connection.run('use source');
  }
  const from =
    type === 'duckdb'
      ? table.split('.').map(quoteName).join('.')
      : type === 'csv'
        ? `read_csv(${quoteText(path)}, delim = ',', header = true)` // guessed, a torn last row makes one column of all
        : `read_parquet(${quoteText(path)})`;
  const described = (await rowsOf(connection, `describe select * from ${from}`)).map(([name, kind]) => ({
    name: String(name),
    type: String(kind),
  }));
  const column = (key: 'timestamp' | 'y_pred'): (typeof described)[number] => {
    const found = described.find(({ name }) => name === columns[key]);
    if (found !== undefined) return found;
    throw refuse(
      'DATA_FORMAT',
      `data.source.columns.${key}`,
      `${table === '' ? `"${path}"` : `table "${table}"`} has no column "${columns[key]}"`,
      {
        expected: described.map(({ name }) => name).join(', '),
        found: columns[key],
      },
    );
  };
  const [timestamp, prediction] = [column('timestamp'), column('y_pred')];
  if (!/INT|DOUBLE|FLOAT|DECIMAL/.test(prediction.type)) {
    throw refuse('DATA_FORMAT', 'data.source.columns.y_pred', `column "${prediction.name}" holds no numbers`, {
      found: prediction.type,
    });
  }
  const stamp = await stampSql(connection, timestamp, `from ${from}`);
  const [[count]] = await rowsOf(connection, `select count(*) from ${from}`);
  const targets = [0, 1].map(() => new Float64Array(Number(count)));
  const value = `coalesce(${quoteName(prediction.name)}::double, 'nan'::double)`;
  await streamDoubles(
    connection,
    `select coalesce(${stamp.sql}, 'nan'::double), ${value} from ${from} order by 1, 2`,
    targets,
  );
  return { time: targets[0], value: targets[1] };
}

interface Joining extends PredictionRequest {
  readonly name: string;
}

function joined(bars: Bars, { time, value }: Table, joining: Joining): { score: Float64Array; joined: number } {
  const { source, task, name } = joining;
  const { timestamp, y_pred } = source.columns;
  const bad = (
    code: 'DATA_VALUE' | 'DATA_ORDER',
    key: 'timestamp' | 'y_pred',
    row: number,
    message: string,
    more: { expected?: string; hint?: string } = {},
  ): Refusal =>
    refuse(code, `data.source.columns.${key}`, `${name}: column "${source.columns[key]}" ${message}`, {
      found: `${Number.isFinite(time[row]) ? isoOf(time[row]) : 'no time'}: ${timestamp} ${time[row]}, ${y_pred} ${value[row]}`,
      ...more,
    });
  const score = new Float64Array(new SharedArrayBuffer(bars.rows * 8)).fill(NaN);
  const phase = bars.rows === 0 ? 0 : bars.time[0] % bars.interval_ms;
  let bar = 0;
  let met = 0;
  for (let row = 0; row < time.length; row++) {
    const t = time[row];
    if (t !== t) throw bad('DATA_VALUE', 'timestamp', row, 'holds a row without a time');
    if (row > 0 && t === time[row - 1])
      throw bad('DATA_ORDER', 'timestamp', row, 'holds a time twice', { hint: 'one prediction per bar' });
    if (t % bars.interval_ms !== phase) {
      throw bad('DATA_VALUE', 'timestamp', row, 'holds a time at which no bar can open', {
        expected: `multiples of ${bars.interval_ms / 60_000} minutes, UTC`,
        hint: 'the time of a prediction is that at which its bar opens',
      });
    }
    if (value[row] - value[row] !== 0)
      throw bad('DATA_VALUE', 'y_pred', row, 'holds a value that is no number', {
        hint: 'leave out the rows without a prediction',
      });
    if (task === 'binary' && (value[row] < 0 || value[row] > 1))
      throw bad('DATA_VALUE', 'y_pred', row, 'holds a value outside [0, 1]', { expected: 'probabilities' });
    while (bar < bars.rows && bars.time[bar] < t) bar++;
    if (bar >= bars.rows || bars.time[bar] !== t) continue;
    score[bar] = value[row];
    met += 1;
  }
  if (met > 0) return { score, joined: met };
  throw refuse('DATA_RANGE', 'data.source', `${name}: no prediction is of a time that the bars have`, {
    expected: `${isoOf(bars.time[0])} .. ${isoOf(bars.time[bars.rows - 1])}`,
    found: time.length === 0 ? 'no rows' : `${isoOf(time[0])} .. ${isoOf(time[time.length - 1])}`,
  });
}

/** Generated probabilities for a try-out: against the last 24 bars' move, with noise. They know nothing of what comes. */
function standIn(bars: Bars, seed: number): Predictions {
  const close = bars.columns.get('close') as Float64Array;
  const rng = streamOf(seed, 'models', 'predictions', bars.symbol, 'stand-in');
  const score = new Float64Array(new SharedArrayBuffer(bars.rows * 8));
  for (let t = 0; t < bars.rows; t++) {
    const move = t < 24 ? 0 : close[t] / close[t - 24] - 1;
    const u = -0.7 - 8 * (move === move ? move : 0) + 0.6 * (rng.uniform() + rng.uniform() - 1);
    score[t] = 1 / (1 + exp(-u));
  }
  const identity = { type: 'synthetic predictions', version: 1, seed };
  return { score, identity, synthetic: true, rows: bars.rows, joined: bars.rows };
}
