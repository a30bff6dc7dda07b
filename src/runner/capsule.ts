import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Bars, CleanReport, JsonValue } from '../core/artifacts.ts';
import type { Truth } from '../core/contracts/source.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { readZip, writeZipOf } from '../data/_zip.ts';
import { digestMonths } from '../data/digest.ts';
import { writing } from './_files.ts';
import type { StoredBars } from './bars.ts';
import type { Opened } from './open.ts';
import { partitionsIn } from './lock.ts';
import { isExternal } from './predictions.ts';
import { shared } from './steps/step.ts';
import type { LockFile } from './verify.ts';

/** Facts of the bars beside their columns. */
interface BarsFacts {
  readonly format: 1;
  readonly symbol: string;
  readonly interval_ms: number;
  readonly report: CleanReport;
  readonly identity: JsonValue;
  readonly truth: Truth | null;
}

const PARTS = ['experiment.lock', 'resolved.yml', 'run.json', 'bars.json', 'bars.csv'] as const;

/** A run as one zip that needs nothing else: spec, lock, facts of the run, and the clean bars with exact doubles. */
export function packCapsule({ path, lock }: LockFile, { plan, spec, data }: Opened, spec_text: string): Buffer {
  const external = spec.models.find((model) => isExternal(model));
  if (external !== undefined) {
    throw refuse('USAGE', external.path.join('.'), 'a capsule cannot hold a run whose scores come from elsewhere', {
      hint: 'pass the prediction files on beside the run folder',
    });
  }
  if (plan.panel.several) {
    throw refuse('USAGE', 'data.symbols', 'a capsule holds one symbol', {
      found: plan.bars.symbol,
      hint: 'pass the data files on beside the run folder',
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
  const { symbol, interval_ms } = plan.bars;
  const facts: BarsFacts = {
    format: 1,
    symbol,
    interval_ms,
    report: data.report,
    identity: data.identity,
    truth: data.truth,
  };
  const texts = [
    `${JSON.stringify(lock, null, 1)}\n`,
    spec_text,
    factsOfRun(path),
    `${JSON.stringify(facts)}\n`,
    csvOfBars(plan.bars),
  ];
  return writeZipOf(PARTS.map((name, i) => ({ name, data: Buffer.from(texts[i]) })));
}

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
export async function withCapsule<T>(file: string, work: (folder: string, bars: StoredBars) => Promise<T>): Promise<T> {
  const entries = new Map(readZip(file).map((entry) => [entry.name, entry]));
  // only names that are known are ever written, so none leaves the folder
  const [lock, spec, run, facts, csv] = PARTS.map((name) => {
    const entry = entries.get(name);
    if (entry === undefined)
      throw new Refusal(
        refuse('USAGE', '', `${file} is no capsule: it holds no ${name}`, { expected: PARTS.join(', ') }).problems,
        2,
      );
    return entry.read().toString('utf8');
  });
  const bars = readBars(file, facts, csv);
  const folder = mkdtempSync(join(tmpdir(), 'assay-capsule-'));
  try {
    writing(folder, () => [lock, spec, run].forEach((text, i) => writeFileSync(join(folder, PARTS[i]), text)));
    return await work(folder, bars);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readBars(file: string, text: string, csv: string): StoredBars {
  const facts = factsOf(file, text);
  const [header, ...lines] = csv.trimEnd().split('\n');
  const names = header.split(',');
  const columns = names.map(() => shared(lines.length));
  for (const [t, line] of lines.entries()) {
    const cells = line.split(',');
    if (cells.length !== names.length)
      throw damaged(file, `bars.csv line ${t + 2} has ${cells.length} cells instead of ${names.length}`);
    for (const [k, column] of columns.entries()) column[t] = cells[k] === '' ? NaN : Number(cells[k]);
  }
  const [time, ...rest] = columns;
  if (names[0] !== 'time' || !names.includes('close') || lines.length === 0)
    throw damaged(file, 'bars.csv has no bars');
  if (time.some((x, t) => !Number.isSafeInteger(x) || (t > 0 && x <= time[t - 1])))
    throw damaged(file, 'bars.csv is not in the order of time');
  const { symbol, interval_ms, report, identity, truth } = facts;
  const bars: Bars = {
    symbol,
    interval_ms,
    rows: time.length,
    time,
    columns: new Map(rest.map((values, k) => [names[k + 1], values])),
  };
  return { bars, months: digestMonths(bars), report, identity, truth, cached: false };
}

function factsOf(file: string, text: string): BarsFacts {
  try {
    const facts = JSON.parse(text) as BarsFacts;
    if (facts.format === 1 && facts.interval_ms > 0 && typeof facts.symbol === 'string') return facts;
  } catch {
    // told below
  }
  throw damaged(file, 'bars.json is not of this format');
}

const damaged = (file: string, fact: string): Refusal =>
  new Refusal(refuse('USAGE', '', `${file} is a damaged capsule: ${fact}`).problems, 2);
