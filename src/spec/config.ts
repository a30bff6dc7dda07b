import { readFile } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { didYouMean } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';
import { Refusal } from '../core/problem.ts';
import { parseDuration } from '../core/units.ts';
import { parseTree } from './parse.ts';
import type { Entry, MapTree, Mark, Source, Tree } from './tree.ts';
import { entryMark, inFileOrder, marked } from './tree.ts';

/** Where and how fast; nothing here changes a number, nothing here is hashed. Paths are absolute. */
export interface Config {
  /** The file read, or undefined where there is none. */
  readonly file: string | undefined;
  readonly paths: { readonly data: string; readonly results: string; readonly logs: string; readonly cache: string };
  readonly cache: {
    /** Bytes. */
    readonly max_size: number;
  };
  /** What `assay fetch` writes. */
  readonly store: { readonly format: 'parquet' | 'lean' };
  /** How exchanges are reached, by ccxt's name. */
  readonly exchanges: { readonly [name: string]: ExchangeAccess };
  readonly workers: number | 'auto';
  /** Bytes. */
  readonly memory: number;
  readonly feed: 'precomputed' | 'live';
  readonly export: readonly ('parquet' | 'feather' | 'csv')[];
  /** Forms in which fitted trees are written beside their own. */
  readonly models: readonly ('lightgbm' | 'xgboost')[];
  /** Native libraries: an absolute path, or found where package managers put them. */
  readonly engines: { readonly lightgbm: string; readonly xgboost: string };
  /** How the figures of a report are written beside it. */
  readonly pictures: readonly ('svg' | 'png')[];
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly quiet: boolean };
}

/** Absent values are the exchange's own. */
export interface ExchangeAccess {
  readonly url?: string | undefined;
  readonly proxy?: string | undefined;
  readonly request_delay?: number | undefined;
  readonly timeout?: number | undefined;
  readonly retry?: number | undefined;
  readonly page_rows?: number | undefined;
  /** Names of environment variables. */
  readonly api_key?: string | undefined;
  readonly secret?: string | undefined;
}

type Reader<T> = (
  tree: Tree,
) => { readonly value: T } | { readonly message: string; readonly expected?: string; readonly hint?: string };
interface Leaf {
  readonly read: Reader<unknown>;
  readonly fallback: unknown;
}
interface Block {
  readonly [key: string]: Leaf | Block | Table;
}
/** Free names to blocks of one shape. */
interface Table {
  readonly each: Block;
  readonly [key: string]: never | Block;
}

const scalarOf = (tree: Tree): unknown => (tree.kind === 'scalar' ? tree.value : undefined);

const text: Reader<string> = (tree) => {
  const value = scalarOf(tree);
  return typeof value === 'string' && value !== '' ? { value } : { message: 'must be text' };
};

function choice<C extends string>(...choices: readonly C[]): Reader<C> {
  return (tree) => {
    const value = scalarOf(tree);
    if (choices.includes(value as C)) return { value: value as C };
    return {
      message: 'must be one of the choices',
      expected: choices.join(', '),
      ...didYouMean(String(value), choices),
    };
  };
}

const flag: Reader<boolean> = (tree) => {
  const value = scalarOf(tree);
  return typeof value === 'boolean' ? { value } : { message: 'must be true or false' };
};

const workers: Reader<number | 'auto'> = (tree) => {
  const value = scalarOf(tree);
  if (value === 'auto') return { value };
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= 1024
    ? { value: Number(value) }
    : { message: 'must be auto or a number of threads', expected: 'auto, or 1 and more' };
};

const SIZES: ReadonlyMap<string, number> = new Map([
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
]);

const bytes: Reader<number> = (tree) => {
  const match = /^([0-9]+(?:\.[0-9]+)?)\s?([KMGT]B)$/.exec(String(scalarOf(tree)));
  const value = match === null ? 0 : Math.round(Number(match[1]) * (SIZES.get(match[2]) as number));
  return value > 0 ? { value } : { message: 'must be an amount of memory', expected: '"8GB" or "500MB"' };
};

const formats =
  (...known: readonly string[]): Reader<readonly string[]> =>
  (tree) => {
    const items = tree.kind === 'list' ? tree.items.map(scalarOf) : [undefined];
    const value = items.filter((item): item is string => known.includes(String(item)));
    return value.length === items.length
      ? { value }
      : { message: 'must be a list of formats', expected: known.join(', ') };
  };

const address: Reader<string> = (tree) => {
  const value = scalarOf(tree);
  return typeof value === 'string' && /^https?:\/\/[^\s/]+/.test(value)
    ? { value }
    : { message: 'must be an address', expected: 'http://… or https://…' };
};

const duration: Reader<number> = (tree) => {
  const parsed = parseDuration(scalarOf(tree));
  return parsed.fault === undefined ? { value: parsed.value } : parsed.fault;
};

const rows: Reader<number> = (tree) => {
  const value = Number(scalarOf(tree));
  return Number.isSafeInteger(value) && value >= 1 && value <= 10_000
    ? { value }
    : { message: 'must be a number of rows', expected: '1 to 10000' };
};

/** A secret is only ever the name of an environment variable. */
const secret: Reader<string> = (tree) => {
  const name = tree.kind === 'map' && tree.entries.size === 1 ? tree.entries.get('env')?.value : undefined;
  const value = name === undefined ? undefined : scalarOf(name);
  return typeof value === 'string' && value !== ''
    ? { value }
    : { message: 'must name an environment variable', expected: '{ env: NAME }' };
};

const EXCHANGE: Block = {
  url: { read: address, fallback: undefined },
  proxy: { read: address, fallback: undefined },
  request_delay: { read: duration, fallback: undefined },
  timeout: { read: duration, fallback: undefined },
  retry: { read: duration, fallback: undefined },
  page_rows: { read: rows, fallback: undefined },
  api_key: { read: secret, fallback: undefined },
  secret: { read: secret, fallback: undefined },
};

const FIELDS: Block = {
  paths: {
    data: { read: text, fallback: 'data' },
    results: { read: text, fallback: 'results' },
    logs: { read: text, fallback: 'logs' },
    cache: { read: text, fallback: '.cache' },
  },
  cache: { max_size: { read: bytes, fallback: 20e9 } },
  store: { format: { read: choice('parquet', 'lean'), fallback: 'parquet' } },
  exchanges: { each: EXCHANGE },
  workers: { read: workers, fallback: 'auto' },
  memory: { read: bytes, fallback: 8e9 },
  feed: { read: choice('precomputed', 'live'), fallback: 'precomputed' },
  export: { read: formats('parquet', 'feather', 'csv'), fallback: ['parquet'] },
  pictures: { read: formats('svg', 'png'), fallback: ['svg', 'png'] },
  models: { read: formats('lightgbm', 'xgboost'), fallback: [] },
  engines: { lightgbm: { read: text, fallback: 'auto' }, xgboost: { read: text, fallback: 'auto' } },
  log: {
    level: { read: choice('debug', 'info', 'warn', 'error'), fallback: 'info' },
    quiet: { read: flag, fallback: false },
  },
};

/** The `config.yml` of `startDir` or the nearest folder above it; defaults, relative to `startDir`, where there is none. */
export async function loadConfig(startDir: string): Promise<Config> {
  const found = await findConfig(resolve(startDir));
  const problems: Problem[] = [];
  const tree = found === undefined ? undefined : readConfig(found, problems);
  const values = readBlock(FIELDS, tree, [], problems) as unknown as Config;
  if (problems.length > 0) throw new Refusal(inFileOrder(problems, []), 2);
  const base = found === undefined ? resolve(startDir) : dirname(found.file);
  const absolute = Object.entries(values.paths).map(([key, path]) => [key, resolve(base, path)]);
  const library = (path: string): string => (path === 'auto' ? path : resolve(base, path));
  const { lightgbm, xgboost } = values.engines;
  return Object.freeze({
    ...values,
    engines: { lightgbm: library(lightgbm), xgboost: library(xgboost) },
    file: found?.file,
    paths: Object.fromEntries(absolute) as Config['paths'],
  });
}

async function findConfig(folder: string): Promise<Source | undefined> {
  const file = join(folder, 'config.yml');
  try {
    return { file, text: (await readFile(file, 'utf8')).replaceAll('\r\n', '\n'), order: 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return folder === parse(folder).root ? undefined : findConfig(dirname(folder));
}

function readConfig(source: Source, problems: Problem[]): MapTree | undefined {
  if (/^\s*(#.*\s*)*$/.test(source.text)) return undefined;
  const found: Problem[] = [];
  const tree = parseTree(source, found);
  problems.push(...found.map((problem): Problem => ({ ...problem, code: 'CONFIG_BAD_VALUE' })));
  if (tree === undefined || tree.kind === 'map') return tree;
  problems.push(marked({ code: 'CONFIG_BAD_VALUE', path: [], message: 'must be a map of keys' }, tree.mark));
  return undefined;
}

function readBlock(
  fields: Block,
  tree: MapTree | undefined,
  path: readonly string[],
  problems: Problem[],
): { [key: string]: unknown } {
  const values: { [key: string]: unknown } = {};
  const complain = (key: string, mark: Mark, message: string, more: Partial<Problem> = {}): void => {
    problems.push(marked({ code: 'CONFIG_BAD_VALUE', path: [...path, key], message, ...more }, mark));
  };
  for (const [key, entry] of tree?.entries ?? []) {
    if (!Object.hasOwn(fields, key))
      complain(key, entryMark(entry), 'unknown key', {
        expected: Object.keys(fields).join(', '),
        ...didYouMean(key, Object.keys(fields)),
      });
  }
  for (const [key, field] of Object.entries(fields)) {
    const entry = writtenEntry(tree, key);
    if (!isLeaf(field)) {
      if (entry !== undefined && entry.value.kind !== 'map')
        complain(key, entry.value.mark, 'must be a block', { expected: Object.keys(field).join(', ') });
      const map = entry?.value.kind === 'map' ? entry.value : undefined;
      if (isTable(field)) {
        const shape = Object.fromEntries([...(map?.entries.keys() ?? [])].map((name) => [name, field.each]));
        values[key] = readBlock(shape, map, [...path, key], problems);
        continue;
      }
      values[key] = readBlock(
        field as Block,
        entry?.value.kind === 'map' ? entry.value : undefined,
        [...path, key],
        problems,
      );
      continue;
    }
    const result = entry === undefined ? { value: field.fallback } : field.read(entry.value);
    if ('value' in result) values[key] = result.value;
    else
      complain(key, (entry as Entry).value.mark, result.message, {
        found: JSON.stringify(scalarOf((entry as Entry).value)) ?? 'a list or block',
        ...result,
      });
  }
  return values;
}

const isTable = (field: Block | Table): field is Table => 'each' in field;
const isLeaf = (field: Leaf | Block | Table): field is Leaf => typeof (field as Leaf).read === 'function';

/** `key: null` means "as if never written". */
function writtenEntry(tree: MapTree | undefined, key: string): Entry | undefined {
  const entry = tree?.entries.get(key);
  return entry?.value.kind === 'scalar' && entry.value.value === null ? undefined : entry;
}
