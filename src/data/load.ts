import { isAbsolute, resolve } from 'node:path';
import type { Bars, CleanReport, JsonValue, TimeRange } from '../core/artifacts.ts';
import type { Source, SourceContext, SourceNotes, Truth } from '../core/contracts/source.ts';
import type { Typed } from '../core/params.ts';
import { fileExists, fileStamps, needUnchanged, newest } from './_file.ts';
import { fundingIdentity, readFunding } from './_funding-files.ts';
import type { FundingRequest } from './_funding-files.ts';
import { auditBars, likelyInterval } from './audit.ts';
import type { DataAudit } from './audit.ts';
import { cleanBars } from './clean.ts';
import type { CleanPolicy } from './clean.ts';
import { digestMonths } from './digest.ts';
import type { MonthDigest } from './digest.ts';
import { withFunding, withGeneratedFunding } from './funding.ts';
import { resampleBars } from './resample.ts';

const DAY_MS = 86_400_000;

/** The part of the resolved `data` block that says which bars are meant. */
export interface DataRequest {
  readonly source: Typed;
  readonly interval_ms: number;
  /** `execution.interval`: the bars are also wanted this fine, and of one source with the others. */
  readonly finer_ms?: number | undefined;
  readonly range: Partial<TimeRange>;
  readonly clean: CleanPolicy;
  /** Exchange that the bars are of. */
  readonly exchange?: string | undefined;
  readonly funding?: FundingRequest | undefined;
  /** One symbol of many: generated bars that stand in have a factor in common. */
  readonly several?: boolean;
}

/** Where paths of the spec start, and how much a reader may use. */
export interface DataRoots {
  /** Folder of the spec: `./x` lies here. */
  readonly spec: string;
  /** `paths.data` of config.yml: other paths lie here. */
  readonly data: string;
  readonly memory_mb?: number;
  readonly threads?: number;
}

export interface LoadedBars {
  readonly bars: Bars;
  /** Of the bars as read, so before any resampling. */
  readonly report: CleanReport;
  readonly months: readonly MonthDigest[];
  readonly identity: JsonValue;
  readonly notes: SourceNotes;
  readonly truth: Truth | undefined;
}

function contextOf(data: Omit<DataRequest, 'clean'>, symbol: string, seed: number, roots: DataRoots): SourceContext {
  return {
    symbol,
    seed,
    interval_ms: data.finer_ms ?? data.interval_ms,
    range: data.range,
    resolvePath: (path) => resolvePath(path, symbol, roots),
    ...(data.exchange !== undefined && { exchange: data.exchange }),
    ...(roots.memory_mb !== undefined && { memory_mb: roots.memory_mb }),
    ...(roots.threads !== undefined && { threads: roots.threads }),
  };
}

/** The absolute path of a path in a spec, `{symbol}` replaced. */
export function resolvePath(path: string, symbol: string, roots: DataRoots): string {
  const named = path.replaceAll('{symbol}', symbol);
  if (isAbsolute(named)) return named;
  return resolve(/^\.\.?[/\\]/.test(named) ? roots.spec : roots.data, named);
}

/** The component of a type: one file each in `source/`. The spec has been checked, so an unknown type is a bug. */
async function sourceOf(type: string): Promise<Source> {
  if (!/^[a-z][a-z0-9_]*$/.test(type)) throw new Error(`"${type}" is no source type`);
  const module = (await import(`./source/${type.replaceAll('_', '-')}.js`)) as { readonly default: Source };
  return module.default;
}

interface Chosen {
  readonly source: Source;
  readonly chosen: DataRequest;
  /** The bars stand in for files that do not exist, so the rates of `data.funding` are generated too; else they are read. */
  readonly standIn: boolean;
}

/** Symbols that the source of a request holds; undefined where it does not tell. */
export async function symbolsOfSource(
  data: Omit<DataRequest, 'clean'>,
  roots: DataRoots,
): Promise<readonly string[] | undefined> {
  const source = await sourceOf(data.source.type);
  return source.symbols?.(data.source, contextOf(data, '', 0, roots));
}

/** The source of a request; the generated market where its file does not exist and the spec says `missing: synthetic`. */
async function chosenSource(data: DataRequest, context: SourceContext): Promise<Chosen> {
  const source = await sourceOf(data.source.type);
  const files = data.source['missing'] === 'synthetic' ? (source.files?.(data.source, context) ?? []) : [];
  if (files.length === 0 || files.some(fileExists)) {
    return { source, chosen: data, standIn: isStandIn(data.source) };
  }
  return {
    standIn: true,
    source: await sourceOf(STAND_IN.type),
    chosen: { ...data, source: data.several === true ? { ...STAND_IN, common: STAND_IN_COMMON } : STAND_IN },
  };
}

/** Generated bars that a control put in the place of a stand-in: no spec can say so of generated bars. */
const isStandIn = (source: Typed): boolean => source.type === STAND_IN.type && source['missing'] === STAND_IN.type;

/** Share of the variance of hourly returns that liquid perpetuals have in common, roughly. */
const STAND_IN_COMMON = 0.5;

/** Defaults of the generated market. */
const STAND_IN: Typed = { type: 'synthetic', predictability: 0, horizon: 4, regimes: 3, annual_volatility: 0.6 };

/** Name of the content for the cache, without reading bars. */
export async function sourceIdentity(
  data: DataRequest,
  symbol: string,
  seed: number,
  roots: DataRoots,
): Promise<JsonValue> {
  const context = contextOf(data, symbol, seed, roots);
  return identityOf(await chosenSource(data, context), context);
}

async function identityOf({ source, chosen, standIn }: Chosen, context: SourceContext): Promise<JsonValue> {
  const bars = await source.identity(chosen.source, context);
  if (chosen.funding === undefined) return bars;
  return { bars, funding: standIn ? 'generated' : await fundingIdentity(chosen.funding, context) };
}

/** Reads, cleans, resamples and digests the bars of one symbol; `data` is the resolved block. */
export async function loadBars(data: DataRequest, symbol: string, seed: number, roots: DataRoots): Promise<LoadedBars> {
  const context = contextOf(data, symbol, seed, roots);
  const choice = await chosenSource(data, context);
  const { source, chosen } = choice;
  const values = chosen.source;
  const files = source.files?.(values, context) ?? [];
  const before = fileStamps(files);
  const identity = await identityOf(choice, context);
  const raw = await source.open(values, context);
  needUnchanged(files, before);
  const fine = source.interval?.(values) ?? context.interval_ms;
  const policy = inFineBars(data.clean, data.interval_ms / fine);
  const { bars: read, report } = cleanBars(raw, { symbol, interval_ms: fine, range: data.range, policy });
  const bars = await funded(resampleBars(read, data.interval_ms), choice, context);
  const { finer_ms } = data;
  const finer = finer_ms === undefined ? undefined : resampleBars(pricesOf(read), finer_ms, 'execution.interval');
  return {
    bars: { ...bars, ...(finer !== undefined && { finer }) },
    report,
    months: digestMonths(bars),
    identity,
    notes: raw.notes,
    truth: source.truth?.(values),
  };
}

/** What orders fill at. */
const PRICES = ['open', 'high', 'low', 'close', 'volume'];

const pricesOf = (bars: Bars): Bars => ({
  ...bars,
  columns: new Map([...bars.columns].filter(([name]) => PRICES.includes(name))),
});

async function funded(bars: Bars, { chosen: { funding }, standIn }: Chosen, context: SourceContext): Promise<Bars> {
  if (funding === undefined) return bars;
  if (standIn) return withGeneratedFunding(bars);
  const { rates, where } = await readFunding(funding, context);
  return withFunding(bars, rates, where, funding.gaps);
}

/** The policy counts bars of the data block; the file's may be finer. */
function inFineBars(policy: CleanPolicy, ratio: number): CleanPolicy {
  if (policy.max_gap_bars === undefined) return policy;
  return { ...policy, max_gap_bars: policy.max_gap_bars * ratio };
}

/** The bars of a source as they are, before any cleaning. `seen_ms` = when the newest file was written; generated bars are never too new. */
export async function auditSource(
  data: DataRequest,
  symbol: string,
  seed: number,
  roots: DataRoots,
): Promise<{ readonly audit: DataAudit; readonly notes: SourceNotes }> {
  const context = contextOf(data, symbol, seed, roots);
  const { source, chosen } = await chosenSource(data, context);
  const files = source.files?.(chosen.source, context) ?? [];
  const raw = await source.open(chosen.source, context);
  const stated = source.interval?.(chosen.source) ?? data.interval_ms;
  const interval_ms = stated > 0 ? stated : (likelyInterval(raw) ?? DAY_MS);
  return { audit: auditBars(raw, { interval_ms, range: data.range, seen_ms: newest(files) }), notes: raw.notes };
}
