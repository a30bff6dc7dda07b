import type { Bars, CleanReport, JsonValue } from '../core/artifacts.ts';
import type { Truth } from '../core/contracts/source.ts';
import { digestJson } from '../core/digest.ts';
import type { MonthDigest } from '../data/digest.ts';
import { loadBars, sourceIdentity } from '../data/load.ts';
import type { DataRoots } from '../data/load.ts';
import type { Config } from '../spec/config.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { roomsDigest } from './code-digest.ts';
import { ENGINE } from './engine.ts';
import type { Store } from './store.ts';

export interface StoredBars {
  readonly bars: Bars;
  readonly months: readonly MonthDigest[];
  readonly report: CleanReport;
  readonly identity: JsonValue;
  readonly truth: Truth | null;
  readonly cached: boolean;
}

export interface BarsContext {
  readonly config: Config;
  readonly store: Store | undefined;
  /** Where `./x` paths start. */
  readonly folder: string;
}

type Meta = Omit<StoredBars, 'bars' | 'cached' | 'identity'>;

/** Symbols that are read at a time. */
const AT_ONCE = 4;

/** The clean bars of all symbols of a spec. */
export async function openSymbols(spec: ResolvedSpec, context: BarsContext): Promise<readonly StoredBars[]> {
  const opened: StoredBars[] = [];
  const { symbols } = spec.data;
  for (let from = 0; from < symbols.length; from += AT_ONCE) {
    const some = symbols.slice(from, from + AT_ONCE).map((symbol) => openBars(spec, symbol, context));
    opened.push(...(await Promise.all(some)));
  }
  return opened;
}

/** The clean bars of a symbol, from the store where the same bytes were read before under the same policy. */
async function openBars(
  { data, seed }: ResolvedSpec,
  symbol: string,
  { config, store, folder }: BarsContext,
): Promise<StoredBars> {
  const roots: DataRoots = { spec: folder, data: config.paths.data };
  const identity = await sourceIdentity(data, symbol, seed, roots);
  const { path: _, ...source } = data.source as { readonly path?: string; readonly type: string };
  const recipe = {
    source,
    range: { ...data.range },
    clean: { ...data.clean, max_gap_bars: data.clean.max_gap_bars ?? null },
    interval_ms: data.interval_ms,
  };
  const key = digestJson([ENGINE, 'bars', 2, identity, recipe, symbol, roomsDigest('data')]);
  const entry = store?.read(key);
  if (entry !== undefined) {
    const { time, ...columns } = Object.fromEntries(entry.arrays) as { readonly [name: string]: Float64Array };
    const bars: Bars = {
      symbol,
      interval_ms: data.interval_ms,
      rows: time.length,
      time,
      columns: new Map(Object.entries(columns)),
    };
    return { ...(JSON.parse(entry.meta as string) as Meta), bars, identity, cached: true };
  }
  const { bars, months, report, truth } = await loadBars(data, symbol, seed, roots);
  const meta: Meta = { months, report, truth: truth ?? null };
  const arrays = [
    { name: 'time', values: bars.time },
    ...Array.from(bars.columns, ([name, values]) => ({ name, values })),
  ];
  store?.write(key, { meta: JSON.stringify(meta), arrays });
  return { ...meta, bars, identity, cached: false };
}
