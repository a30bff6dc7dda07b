import type { RawBars } from '../core/contracts/source.ts';
import type { DuckLimits } from './_duckdb.ts';
import { quoteText, rowsOf, streamDoubles, withDuckdb } from './_duckdb.ts';
import { fileName, needFile } from './_file.ts';
import { sumAsWritten } from './_sum.ts';
import { createTable } from './_table.ts';

/** Bars of `interval_ms` from a Parquet file of single trades (timestamp in ms, price, amount), in their order. */
export async function barsOfTrades(path: string, interval_ms: number, limits: DuckLimits): Promise<RawBars> {
  needFile(path);
  const [stamp, price, amount] = await withDuckdb(path, { ...limits, threads: 1 }, async (connection) => {
    const from = `read_parquet(${quoteText(path)}, file_row_number = true)`;
    const [[count]] = await rowsOf(connection, `select count(*) from ${from}`);
    const { columns } = createTable(3, Number(count));
    const select = 'select timestamp::double, price::double, amount::double';
    await streamDoubles(connection, `${select} from ${from} order by timestamp, file_row_number`, columns);
    return columns;
  });
  const starts = [...stamp.keys()].filter(
    (i) => i === 0 || Math.floor(stamp[i] / interval_ms) !== Math.floor(stamp[i - 1] / interval_ms),
  );
  const [time, open, high, low, close, volume, count] = createTable(7, starts.length).columns;
  starts.forEach((from, row) => {
    const to = starts[row + 1] ?? stamp.length;
    const prices = price.subarray(from, to);
    time[row] = Math.floor(stamp[from] / interval_ms) * interval_ms;
    open[row] = prices[0];
    high[row] = prices.reduce((a, b) => Math.max(a, b));
    low[row] = prices.reduce((a, b) => Math.min(a, b));
    close[row] = prices[prices.length - 1];
    volume[row] = sumAsWritten(amount, from, to);
    count[row] = to - from;
  });
  const file = fileName(path);
  return {
    time,
    columns: new Map(Object.entries({ open, high, low, close, volume, count })),
    notes: {
      stamps: ['ms'],
      header: ['timestamp', 'price', 'amount'],
      mapped: { timestamp: 'timestamp', close: 'price', volume: 'amount' },
      ignored: [],
    },
    place: (row) => `"${file}" bar ${row + 1}`,
  };
}
