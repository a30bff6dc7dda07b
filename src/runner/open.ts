import { dirname, join } from 'node:path';
import type { CleanReport, JsonValue } from '../core/artifacts.ts';
import type { Truth } from '../core/contracts/source.ts';
import { ROOMS } from '../core/contracts/common.ts';
import type { Room } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import type { Config } from '../spec/config.ts';
import type { Registry, ResolvedSpec } from '../spec/types.ts';
import { openSymbols } from './bars.ts';
import type { GivenBars, StoredBars } from './bars.ts';
import { withFiner } from './finer.ts';
import { openInstruments, withInstruments } from './instruments.ts';
import { located } from './located.ts';
import type { SpecOptions } from './open-spec.ts';
import { openSpec } from './open-spec.ts';
import { panelOf } from './panel.ts';
import { partitionsOf } from './partitions.ts';
import { compilePlan } from './plan.ts';
import type { Given } from './given.ts';
import { openModelFiles } from './model-files.ts';
import { enginesOf } from './native/engines.ts';
import { openPredictions } from './predictions.ts';
import type { Plan } from './plan.ts';
import type { Lookup } from './recipes.ts';
import { registry as ours } from './registry.ts';
import type { Store } from './store.ts';
import { openStore } from './store.ts';

/** Everything a verb needs: the spec, its bars, the plan, the store. */
export interface Opened {
  readonly spec: ResolvedSpec;
  readonly config: Config;
  readonly plan: Plan;
  readonly lookup: Lookup;
  readonly data: OpenedData;
  readonly store: Store | undefined;
}

/** What is known of the bars beside their columns: of each symbol, and of all together. */
export interface OpenedData {
  readonly report: CleanReport;
  readonly identity: JsonValue;
  readonly truth: Truth | null;
  readonly cached: boolean;
  readonly symbols: readonly SymbolData[];
}

export type SymbolData = Omit<StoredBars, 'bars' | 'months'> & { readonly symbol: string };

export interface OpenOptions extends SpecOptions {
  /** false = neither read nor write the store. */
  readonly cache?: boolean;
  /** Folder that `./x` paths of the spec start from; default: the spec's own. */
  readonly folder?: string | undefined;
  /** Clean bars that are there already: no source is read. */
  readonly bars?: GivenBars;
  readonly onWarning?: (message: string) => void;
}

export async function openExperiment(file: string, options: OpenOptions): Promise<Opened> {
  const { spec, config } = await openSpec(file, options);
  return planExperiment(spec, config, options);
}

/** Loads the bars of a spec and compiles its plan. */
export function planExperiment(spec: ResolvedSpec, config: Config, options: OpenOptions): Promise<Opened> {
  return located(spec, () => planLocated(spec, config, options));
}

async function planLocated(spec: ResolvedSpec, config: Config, options: OpenOptions): Promise<Opened> {
  const engines = enginesOf(spec, config);
  const lookup = await lookupFor(spec, options.registry ?? ours);
  const onTorn = (problem: { readonly message: string }): void => options.onWarning?.(problem.message);
  const store =
    options.cache === false ? undefined : openStore(config.paths.cache, { maxBytes: config.cache.max_size, onTorn });
  const folder = options.folder ?? dirname(spec.file);
  const { stored, listed } = options.bars ?? (await openSymbols(spec, { config, store, folder }));
  const panel = panelOf(
    stored.map(({ bars, months }, i) => ({ bars, partitions: partitionsOf(bars, months), spans: listed[i] })),
  );
  const roots = { spec: folder, data: config.paths.data };
  const given = new Map<string, readonly Given[]>([
    ...(await openPredictions(spec, panel, roots)),
    ...openModelFiles(spec, panel, roots),
  ]);
  const symbols = panel.members.map(({ symbol }) => symbol);
  const instruments =
    options.bars === undefined
      ? openInstruments(spec, symbols, roots, stored[0].truth !== null)
      : options.bars.instruments;
  const plan = withInstruments(withFiner(compilePlan(spec, panel, { lookup, given, engines })), instruments);
  store?.pin(...plan.nodes.map((node) => node.key));
  return { spec, config, plan, lookup, data: dataOf(stored), store };
}

function dataOf(stored: readonly StoredBars[]): OpenedData {
  const symbols = stored.map(({ bars: { symbol }, report, identity, truth, cached }): SymbolData => ({
    symbol,
    report,
    identity,
    truth,
    cached,
  }));
  symbols.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const [first] = symbols;
  if (symbols.length === 1) return { ...first, symbols };
  return {
    report: symbols.map(({ report }) => report).reduce(reportsTogether),
    identity: Object.fromEntries(symbols.map(({ symbol, identity }) => [symbol, identity])),
    truth: first.truth,
    cached: symbols.every(({ cached }) => cached),
    symbols,
  };
}

function reportsTogether(a: CleanReport, b: CleanReport): CleanReport {
  const { gap_list, ...counts } = a;
  const summed = Object.entries(counts).map(([key, count]) => [key, count + b[key as keyof typeof counts]]);
  return { ...(Object.fromEntries(summed) as typeof counts), gap_list: [...gap_list, ...b.gap_list].slice(0, 10) };
}

/** Components of nested typed blocks, loaded ahead so that they can be looked up while columns flow. */
async function lookupFor(spec: ResolvedSpec, registry: Registry): Promise<Lookup> {
  const loaded = new Map<string, Component>();
  const load = async (value: unknown): Promise<void> => {
    if (value === null || typeof value !== 'object') return;
    const { type } = value as { type?: unknown };
    if (typeof type === 'string') {
      for (const room of ROOMS) {
        if (!room.includes('/') || !registry.types(room).includes(type)) continue;
        loaded.set(`${room}/${type}`, await registry.load(room, type));
      }
    }
    for (const child of Object.values(value)) await load(child);
  };
  await load(spec.execution.values);
  for (const node of [...spec.models, ...spec.calibrators]) await load(node.values);
  return (room: Room, type: string): Component => {
    const found = loaded.get(`${room}/${type}`);
    if (found === undefined) throw new Error(`component ${room}/${type} was not loaded`);
    return found;
  };
}

export const plansFolder = (config: Config): string => join(config.paths.cache, 'plans');
