import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Bars, CleanReport, JsonValue } from '../core/artifacts.ts';
import type { Truth } from '../core/contracts/source.ts';
import type { Instrument } from '../core/instrument.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { readZip, writeZipOf } from '../data/_zip.ts';
import { digestMonths } from '../data/digest.ts';
import type { Spans } from '../data/membership.ts';
import { writing } from './_files.ts';
import type { GivenBars, StoredBars } from './bars.ts';
import type { Opened } from './open.ts';
import { partitionsIn } from './lock.ts';
import { isExternal } from './predictions.ts';
import { shared } from './steps/step.ts';
import type { LockFile } from './verify.ts';

/** Facts of the bars of a symbol beside their columns, which are in `bars/<place>.csv` and, finer, in `bars/<place>-finer.csv`. */
interface SymbolFacts {
  readonly symbol: string;
  readonly interval_ms: number;
  /** Size of the bars that orders fill on; null = these. */
  readonly finer_ms: number | null;
  /** Spans in the universe, epoch ms; null = always, and for an end that is not known yet. */
  readonly listed: readonly (readonly [from: number, to: number | null])[] | null;
  readonly report: CleanReport;
  readonly identity: JsonValue;
  readonly truth: Truth | null;
}

interface BarsFacts {
  readonly format: 2;
  readonly symbols: readonly SymbolFacts[];
  /** Rules of the exchange by symbol, where the run obeyed any. */
  readonly instruments: readonly (readonly [symbol: string, Instrument])[] | null;
}

const TEXTS = ['experiment.lock', 'resolved.yml', 'run.json'] as const;
const FACTS = 'bars.json';
const barsPart = (place: number): string => `bars/${place}.csv`;
const finerPart = (place: number): string => `bars/${place}-finer.csv`;

/** A run as one zip that needs nothing else: spec, lock, facts of the run, the rules of the exchange, and the clean bars with exact doubles. */
export function packCapsule({ path, lock }: LockFile, { plan, spec, data }: Opened, spec_text: string): Buffer {
  const external = spec.models.find((model) => isExternal(model));
  if (external !== undefined) {
    throw refuse('USAGE', external.path.join('.'), 'a capsule cannot hold a run whose scores come from elsewhere', {
      hint: 'pass the prediction files on beside the run folder',
    });
  }
  const now = partitionsIn(plan)
    .map(({ digest }) => digest)
    .join();
  if (now !== lock.partitions.map(({ digest }) => digest).join()) {
    throw new Refusal(
      refuse('VERIFY_DIFFERS', 'data', 'the bars are no longer those of the run', {
        hint: 'assay verify says which month changed',
      }).problems,
      3,
    );
  }
  const { members } = plan.panel;
  const facts: BarsFacts = {
    format: 2,
    symbols: members.map(({ symbol, bars, spans }, i) => {
      const { report, identity, truth } = data.symbols[i];
      const { interval_ms, finer } = bars;
      const finer_ms = finer?.interval_ms ?? null;
      return { symbol, interval_ms, finer_ms, listed: packedSpans(spans), report, identity, truth };
    }),
    instruments: plan.instruments === undefined ? null : [...plan.instruments],
  };
  const texts = [`${JSON.stringify(lock, null, 1)}\n`, spec_text, factsOfRun(path)];
  return writeZipOf([
    ...TEXTS.map((name, i) => ({ name, data: Buffer.from(texts[i]) })),
    { name: FACTS, data: Buffer.from(`${JSON.stringify(facts)}\n`) },
    ...members.flatMap(({ bars }, i) => [
      { name: barsPart(i), data: Buffer.from(csvOfBars(bars)) },
      ...(bars.finer === undefined ? [] : [{ name: finerPart(i), data: Buffer.from(csvOfBars(bars.finer)) }]),
    ]),
  ]);
}

const packedSpans = (spans: Spans | undefined): SymbolFacts['listed'] =>
  spans?.map(([from, to]) => [from, to === Infinity ? null : to] as const) ?? null;

/** run.json without the place on this machine that the spec lay in. */
function factsOfRun(lock: string): string {
  try {
    const facts = JSON.parse(readFileSync(join(dirname(lock), 'run.json'), 'utf8')) as { readonly spec_file: string };
    return `${JSON.stringify({ ...facts, spec_file: basename(facts.spec_file) }, null, 2)}\n`;
  } catch {
    return '{}\n';
  }
}

/** The shortest text that reads back as the same double; an empty cell is NaN. */
const cell = (x: number): string => (x !== x ? '' : Object.is(x, -0) ? '-0' : String(x));

function csvOfBars({ time, columns, rows }: Bars): string {
  const all = [time, ...columns.values()];
  const lines = [['time', ...columns.keys()].join(',')];
  for (let t = 0; t < rows; t++) lines.push(all.map((column) => cell(column[t])).join(','));
  return `${lines.join('\n')}\n`;
}

/** Unpacks a capsule into an empty temporary folder, hands `work` its place and bars, and removes it. */
export async function withCapsule<T>(file: string, work: (folder: string, bars: GivenBars) => Promise<T>): Promise<T> {
  const entries = new Map(readZip(file).map((entry) => [entry.name, entry]));
  const part = (name: string): string => {
    const entry = entries.get(name);
    if (entry === undefined)
      throw new Refusal(
        refuse('USAGE', '', `${file} is no capsule: it holds no ${name}`, {
          expected: [...TEXTS, FACTS, barsPart(0)].join(', '),
        }).problems,
        2,
      );
    return entry.read().toString('utf8');
  };
  // only names that are known are ever written, so none leaves the folder
  const texts = TEXTS.map(part);
  const { symbols, instruments } = factsOf(file, part(FACTS));
  const bars: GivenBars = {
    stored: symbols.map((facts, i): StoredBars => {
      const { symbol, interval_ms, finer_ms, report, identity, truth } = facts;
      const read = (name: string, size: number): Bars =>
        readBars(part(name), { file, name, symbol, interval_ms: size });
      const own = read(barsPart(i), interval_ms);
      const bars = finer_ms === null ? own : { ...own, finer: read(finerPart(i), finer_ms) };
      return { bars, months: digestMonths(bars), report, identity, truth, cached: false };
    }),
    listed: symbols.map(({ listed }) => listed?.map(([from, to]) => [from, to ?? Infinity] as const)),
    instruments: instruments === null ? undefined : new Map(instruments),
  };
  const folder = mkdtempSync(join(tmpdir(), 'assay-capsule-'));
  try {
    writing(folder, () => texts.forEach((text, i) => writeFileSync(join(folder, TEXTS[i]), text)));
    return await work(folder, bars);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Part {
  readonly file: string;
  readonly name: string;
  readonly symbol: string;
  readonly interval_ms: number;
}

function readBars(csv: string, { file, name, symbol, interval_ms }: Part): Bars {
  const [header, ...lines] = csv.trimEnd().split('\n');
  const names = header.split(',');
  const columns = names.map(() => shared(lines.length));
  for (const [t, line] of lines.entries()) {
    const cells = line.split(',');
    if (cells.length !== names.length)
      throw damaged(file, `${name} line ${t + 2} has ${cells.length} cells instead of ${names.length}`);
    for (const [k, column] of columns.entries()) column[t] = cells[k] === '' ? NaN : Number(cells[k]);
  }
  const [time, ...rest] = columns;
  if (names[0] !== 'time' || !names.includes('close') || lines.length === 0) throw damaged(file, `${name} has no bars`);
  if (time.some((x, t) => !Number.isSafeInteger(x) || (t > 0 && x <= time[t - 1])))
    throw damaged(file, `${name} is not in the order of time`);
  const named = rest.map((values, k) => [names[k + 1], values] as const);
  return { symbol, interval_ms, rows: time.length, time, columns: new Map(named) };
}

function factsOf(file: string, text: string): BarsFacts {
  try {
    const facts = JSON.parse(text) as BarsFacts;
    const isSound = ({ symbol, interval_ms }: SymbolFacts): boolean => typeof symbol === 'string' && interval_ms > 0;
    if (facts.format === 2 && facts.symbols.length > 0 && facts.symbols.every(isSound)) return facts;
  } catch {
    // told below
  }
  throw damaged(file, 'bars.json is not of this format');
}

const damaged = (file: string, fact: string): Refusal =>
  new Refusal(refuse('USAGE', '', `${file} is a damaged capsule: ${fact}`).problems, 2);
