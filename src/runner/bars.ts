import type { Bars, CleanReport, JsonValue } from '../core/artifacts.ts';
import type { Truth } from '../core/contracts/source.ts';
import { digestJson } from '../core/digest.ts';
import type { Instrument } from '../core/instrument.ts';
import type { MonthDigest } from '../data/digest.ts';
import { loadBars, sourceIdentity } from '../data/load.ts';
import { listedSymbols, topVolume } from '../data/membership.ts';
import type { Listed, Spans } from '../data/membership.ts';
import type { DataRoots } from '../data/load.ts';
import { Refusal, refuse } from '../core/problem.ts';
import type { Problem } from '../core/problem.ts';
import { symbolsText } from './panel.ts';
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

/** Bars of a packed run, and what it knew of its symbols: no source and no file is read. */
export interface GivenBars {
  readonly stored: readonly StoredBars[];
  readonly listed: readonly (Spans | undefined)[];
  readonly instruments: ReadonlyMap<string, Instrument> | undefined;
}

export interface BarsContext {
  readonly config: Config;
  readonly store: Store | undefined;
  /** Where `./x` paths start. */
  readonly folder: string;
}

type Arrays = ReadonlyMap<string, unknown>;
type Meta = Omit<StoredBars, 'bars' | 'cached' | 'identity'>;

/** Symbols that are read at a time. */
const AT_ONCE = 4;

/** `by`: the feature that names a symbol which stands in no universe. */
type AskedSymbol = Listed & { readonly by?: string };

interface Loaded {
  readonly listed: Listed;
  readonly stored: StoredBars;
}

/** The clean bars of all symbols of a spec, and when each stands in the universe. */
export async function openSymbols(
  spec: ResolvedSpec,
  context: BarsContext,
): Promise<{ readonly stored: readonly StoredBars[]; readonly listed: readonly (Spans | undefined)[] }> {
  const { data, features } = spec;
  const asked = await listedSymbols(data, { spec: context.folder, data: context.config.paths.data });
  const known = new Set(asked.map(({ symbol }) => symbol));
  // a symbol that features name is loaded like the others, and never stands in the universe
  const all: AskedSymbol[] = [...asked];
  for (const { name, values } of features) {
    const symbol = values['symbol'] as string | undefined;
    if (symbol === undefined || known.has(symbol)) continue;
    known.add(symbol);
    all.push({ symbol, spans: [], by: name });
  }
  const loaded = await openAll(spec, all, context);
  const stored = loaded.map((one) => one.stored);
  const { universe } = data;
  if (universe?.type !== 'top_volume') return { stored, listed: loaded.map(({ listed }) => listed.spans) };
  const candidates = loaded.filter(({ listed }) => listed.spans === undefined);
  const own =
    candidates.length === 0
      ? []
      : topVolume(
          candidates.map((one) => one.stored.bars),
          universe,
        );
  if (own.every((spans) => spans.length === 0)) {
    throw refuse('DATA_RANGE', 'data.universe', 'no date of the schedule has a whole window of bars before it', {
      hint: 'widen data.range, or shorten data.universe.window',
    });
  }
  return { stored, listed: loaded.map((one) => own[candidates.indexOf(one)] ?? one.listed.spans) };
}

/**
 * Bars of the symbols, some at a time; what is wrong with any of them is told at once. A candidate of a ranking that has
 * no bars in the range was listed later or delisted before: it is left out.
 */
async function openAll(
  spec: ResolvedSpec,
  all: readonly AskedSymbol[],
  context: BarsContext,
): Promise<readonly Loaded[]> {
  const ranked = spec.data.universe?.type === 'top_volume';
  const opened: Loaded[] = [];
  const problems: Problem[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const group = all.slice(from, from + AT_ONCE);
    const settled = await Promise.allSettled(
      group.map(({ symbol }) => openBars(spec, symbol, context, all.length > 1)),
    );
    for (const [i, one] of settled.entries()) {
      const listed = group[i];
      if (one.status === 'fulfilled') opened.push({ listed, stored: one.value });
      else if (!(one.reason instanceof Refusal) || all.length === 1) throw one.reason;
      else if (!(ranked && listed.spans === undefined && isEmpty(one.reason)))
        problems.push(...one.reason.problems.map((problem) => ofSymbol(problem, listed)));
    }
  }
  if (problems.length > 0) throw new Refusal(problems, 1);
  refuseHalfGenerated(
    spec,
    opened.map(({ stored }) => stored),
  );
  return opened;
}

const isEmpty = ({ problems }: Refusal): boolean =>
  problems.every(({ code, path }) => code === 'DATA_RANGE' && path.join('.') === 'data.range');

function ofSymbol(problem: Problem, { symbol, by }: AskedSymbol): Problem {
  const message = problem.message.includes(symbol) ? problem.message : `${symbol}: ${problem.message}`;
  if (by === undefined) return { ...problem, message };
  const hint = [`features.${by}.symbol asks for ${symbol}`, problem.hint].filter((text) => text !== undefined);
  return { ...problem, message, hint: hint.join('; ') };
}

/** Generated bars stand in for all symbols or for none: real and generated ones have nothing to do with each other. */
function refuseHalfGenerated({ data }: ResolvedSpec, opened: readonly StoredBars[]): void {
  const generated = opened.filter(({ truth }) => truth !== null).map(({ bars }) => bars.symbol);
  if (data.source.type === 'synthetic' || generated.length === 0 || generated.length === opened.length) return;
  throw refuse('DATA_FILE', 'data.source', `${opened.length - generated.length} symbols have files, others have none`, {
    expected: 'files of all symbols, or of none (missing: synthetic)',
    found: `no file of ${symbolsText(generated)}`,
  });
}

/** The clean bars of a symbol, from the store where the same bytes were read before under the same policy. */
async function openBars(
  { data: block, execution, seed }: ResolvedSpec,
  symbol: string,
  { config, store, folder }: BarsContext,
  several: boolean,
): Promise<StoredBars> {
  const finer_ms = execution.values['interval'] as number | undefined;
  const data = { ...block, ...(several && { several }), ...(finer_ms !== undefined && { finer_ms }) };
  const roots: DataRoots = { spec: folder, data: config.paths.data };
  const identity = await sourceIdentity(data, symbol, seed, roots);
  const { path: _, ...source } = data.source as { readonly path?: string; readonly type: string };
  const recipe = {
    source,
    range: { ...data.range },
    clean: { ...data.clean, max_gap_bars: data.clean.max_gap_bars ?? null },
    interval_ms: data.interval_ms,
    ...(data.funding?.gaps !== undefined && { funding_gaps: data.funding.gaps }),
    ...(finer_ms !== undefined && { finer_ms }),
  };
  const key = digestJson([ENGINE, 'bars', 2, identity, recipe, symbol, roomsDigest('data')]);
  const entry = store?.read(key);
  if (entry !== undefined) {
    const bars: Bars = {
      ...barsIn(entry.arrays, symbol, data.interval_ms, ''),
      ...(finer_ms !== undefined && { finer: barsIn(entry.arrays, symbol, finer_ms, FINER) }),
    };
    return { ...(JSON.parse(entry.meta as string) as Meta), bars, identity, cached: true };
  }
  const { bars, months, report, truth } = await loadBars(data, symbol, seed, roots);
  const meta: Meta = { months, report, truth: truth ?? null };
  const arrays = [...arraysOf(bars, ''), ...(bars.finer === undefined ? [] : arraysOf(bars.finer, FINER))];
  store?.write(key, { meta: JSON.stringify(meta), arrays });
  return { ...meta, bars, identity, cached: false };
}

/** Names of arrays of the finer bars begin so. */
const FINER = 'finer/';

const arraysOf = ({ time, columns }: Bars, prefix: string): readonly { name: string; values: Float64Array }[] =>
  [['time', time] as const, ...columns].map(([name, values]) => ({ name: `${prefix}${name}`, values }));

function barsIn(arrays: Arrays, symbol: string, interval_ms: number, prefix: string): Bars {
  const own = [...arrays].filter(([name]) => name.startsWith(prefix) && (prefix !== '' || !name.startsWith(FINER)));
  const columns = new Map(own.map(([name, values]) => [name.slice(prefix.length), values as Float64Array]));
  const time = columns.get('time') as Float64Array;
  columns.delete('time');
  return { symbol, interval_ms, rows: time.length, time, columns };
}
