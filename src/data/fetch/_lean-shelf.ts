import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../core/problem.ts';
import { leanArchive, readLeanTable } from '../_lean.ts';
import { leanDate } from '../_lean-rows.ts';
import { leanEntry, leanMarket, leanPath, resolutionOf } from '../_lean-tree.ts';
import type { LeanSeries } from '../_lean-tree.ts';
import { isoMs, showTime } from '../_stamp.ts';
import type { StoredSeries } from '../_store.ts';
import type { Rows, Shelf, Unit } from './_shelf.ts';

const DAY_MS = 86_400_000;
const CELLS = ['open', 'high', 'low', 'close', 'volume'];
const EVER = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** The tree of QuantConnect Lean: an archive per day for minutes, one for all hours or days. Five cells are kept. */
export function leanShelf(root: string, { exchange, of, symbol }: StoredSeries, feedColumns: readonly string[]): Shelf {
  if (of === 'funding') return marginShelf(root, exchange, symbol);
  const resolution = resolutionOf(of);
  if (resolution === undefined) {
    throw refuse('DATA_RANGE', 'data.interval', 'Lean keeps bars of 1m, 1h and 1d only', {
      hint: '--interval 1m, or --store parquet',
    });
  }
  const series: LeanSeries = {
    root,
    market: leanMarket(exchange),
    resolution,
    symbol: symbol.toLowerCase().replaceAll(/[/:_]/g, ''),
    tick: 'trade',
  };
  const places = CELLS.map((name) => feedColumns.indexOf(name) + 1);
  const minute = resolution === 'minute';
  return {
    pick: (row) => [row[0], ...places.map((k) => row[k])],
    partial: !minute,
    units(from, to) {
      if (!minute) return [{ part: 'all', path: leanPath(series, ''), ...EVER }];
      const units: Unit[] = [];
      for (let start = Math.floor(from / DAY_MS) * DAY_MS; start < to; start += DAY_MS) {
        units.push({ part: leanDate(start), path: leanPath(series, leanDate(start)), start, end: start + DAY_MS });
      }
      return units;
    },
    encode({ part }, rows) {
      const traded = minute ? rows.filter((row) => row[5] !== 0) : rows;
      const columns = Array.from({ length: 6 }, (_, k) => Float64Array.from(traded, (row) => row[k]));
      return Promise.resolve(leanArchive(leanEntry(series, part), columns, [0, traded.length], minute));
    },
    async decode({ path, start }) {
      const { columns } = await Promise.resolve(readLeanTable([{ path, day: minute ? start : undefined }]));
      if (columns.length !== 6) throw refuse('DATA_FORMAT', '', `"${path}" holds no trade bars`);
      return Array.from(columns[0], (_, row) => columns.map((column) => column[row]));
    },
    adopted: ({ start, end }, rows) =>
      minute ? { from: start, to: end } : { from: rows[0][0], to: rows[rows.length - 1][0] + of },
  };
}

/** `margin_interest/<symbol>.csv`: `YYYYMMDD HH:mm:ss,rate`. */
function marginShelf(root: string, exchange: string, symbol: string): Shelf {
  const path = join(
    root,
    leanMarket(exchange),
    'margin_interest',
    `${symbol.toLowerCase().replaceAll(/[/:_]/g, '')}.csv`,
  );
  return {
    pick: (row) => row.slice(0, 2),
    partial: false,
    units: () => [{ part: 'all', path, ...EVER }],
    encode(_, rows) {
      const lines = rows.map(
        ([time, rate]) =>
          `${leanDate(time)} ${showTime(Math.floor(time / 1000) * 1000)
            .slice(11)
            .replace('Z', '')
            .padEnd(6, ':')
            .padEnd(8, '0')},${rate.toFixed(8)}`,
      );
      return Promise.resolve(Buffer.from(lines.join('\n'), 'utf8'));
    },
    decode: () => Promise.resolve(marginRows(path)),
    adopted: (_, rows) => ({ from: rows[0][0], to: rows[rows.length - 1][0] + 1 }),
  };
}

function marginRows(path: string): Rows {
  const lines = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  return lines.map((line, k) => {
    const [stamp, rate] = line.split(',');
    const row = [isoMs(stamp), Number(rate)];
    if (row.every(Number.isFinite)) return row;
    throw refuse('DATA_FORMAT', '', `"${path}" line ${k + 1} is no funding rate`, {
      found: JSON.stringify(line.slice(0, 80)),
    });
  });
}
