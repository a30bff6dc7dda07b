import { parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { didYouMean } from '../core/nearest.ts';
import { refuse, Refusal } from '../core/problem.ts';
import type { Problem } from '../core/problem.ts';

/** What became of one key of the other system's config.json. */
export interface Moved {
  readonly key: string;
  readonly value: unknown;
  /** Where it went: a path of the spec, of config.yml, or why it is not needed. */
  readonly to: string;
  readonly where: 'spec' | 'config.yml' | 'nowhere';
}

export interface Converted {
  readonly spec: string;
  /** Content for config.yml; undefined where no key belongs there. */
  readonly config: string | undefined;
  readonly moved: readonly Moved[];
}

interface Known {
  readonly shape: 'text' | 'number' | 'texts' | 'flags';
  readonly to: string;
  readonly where: Moved['where'];
}

const inFolder = (folder: string): Known => ({
  shape: 'text',
  to: `not needed: results/<experiment>/study/${folder} and the run folders hold these files`,
  where: 'nowhere',
});

/** Every key of that config.json. */
const KEYS: { readonly [key: string]: Known } = {
  candle_interval: { shape: 'text', to: 'data.interval', where: 'spec' },
  train_symbols: { shape: 'texts', to: 'data.symbols', where: 'spec' },
  symbols: { shape: 'texts', to: 'data.symbols, where there are no train_symbols', where: 'spec' },
  inference_symbol: { shape: 'text', to: 'portfolio.symbols, evaluation.symbols', where: 'spec' },
  start_date: { shape: 'text', to: 'data.range.from', where: 'spec' },
  feature_flags: { shape: 'flags', to: 'features.*.enabled', where: 'spec' },
  request_delay: { shape: 'number', to: 'exchanges.binanceusdm.request_delay', where: 'config.yml' },
  binance_base_url: { shape: 'text', to: 'exchanges.binanceusdm.url', where: 'config.yml' },
  max_klines_per_request: { shape: 'number', to: 'exchanges.binanceusdm.page_rows', where: 'config.yml' },
  data_dir: { shape: 'text', to: 'paths.data', where: 'config.yml' },
  feather_dir: {
    shape: 'text',
    to: 'not needed: the store lies below paths.data; data.source { type: feather, path } reads old files',
    where: 'nowhere',
  },
  processed_dir: inFolder('processed'),
  predictions_dir: inFolder('predictions'),
  eval_dir: inFolder('eval'),
  models_dir: inFolder('models'),
};

/** Features of the example by the flag that switches them. */
const FLAGS: { readonly [flag: string]: string } = {
  returns: 'ret',
  bop: 'bop',
  cci: 'cci',
  mfi: 'mfi',
  rsi: 'rsi',
  stochrsi: 'stochrsi',
  stoch: 'stoch',
  natr: 'natr',
};

/**
 * Turns the config.json of the one-minute quantile study into an experiment like `example` and the config.yml beside it.
 * Throws one Refusal with every problem.
 */
export function fromConfigJson(
  text: string,
  { file, name, example }: { file: string; name: string; example: string },
): Converted {
  const given = parsed(text, file);
  const problems = [...shapeProblems(given, file), ...symbolProblems(given, file), ...flagProblems(given, file)];
  if (problems.length > 0) throw new Refusal(problems, 2);
  const moved = Object.entries(given).map(([key, value]): Moved => ({
    key,
    value,
    to: KEYS[key].to,
    where: KEYS[key].where,
  }));
  return { spec: specOf(given, name, example), config: configOf(given), moved };
}

type Given = { readonly [key: string]: unknown };

function parsed(text: string, file: string): Given {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw usage(`${file} must hold one object of keys`, { expected: '{ "train_symbols": ["BTCUSDT"], … }' });
  return value as Given;
}

const usage = (message: string, more: Partial<Problem> = {}): Refusal =>
  new Refusal(refuse('USAGE', '', message, more).problems, 2);

const problem = (file: string, key: string, message: string, more: Partial<Problem> = {}): Problem => ({
  code: 'USAGE',
  path: key.split('.'),
  message: `${message} (${file})`,
  ...more,
});

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '');

function shapeProblems(given: Given, file: string): readonly Problem[] {
  const fits: { readonly [shape in Known['shape']]: (value: unknown) => boolean } = {
    text: (value) => typeof value === 'string' && value !== '',
    number: (value) => typeof value === 'number' && value >= 0,
    texts: isTexts,
    flags: (value) =>
      value !== null && typeof value === 'object' && Object.values(value).every((flag) => typeof flag === 'boolean'),
  };
  const expected = { text: 'text', number: 'a number', texts: 'a list of symbols', flags: 'true or false by feature' };
  return Object.entries(given).flatMap(([key, value]) => {
    if (!Object.hasOwn(KEYS, key))
      return [
        problem(file, key, 'unknown key', {
          ...didYouMean(key, Object.keys(KEYS)),
          expected: Object.keys(KEYS).join(', '),
        }),
      ];
    const { shape } = KEYS[key];
    return fits[shape](value)
      ? []
      : [problem(file, key, 'has another shape', { expected: expected[shape], found: JSON.stringify(value) })];
  });
}

const symbolsOf = (given: Given): readonly string[] => [given['train_symbols'], given['symbols']].find(isTexts) ?? [];

function symbolProblems(given: Given, file: string): readonly Problem[] {
  const symbols = symbolsOf(given);
  const inference = given['inference_symbol'];
  if (symbols.length === 0)
    return [problem(file, 'train_symbols', 'says on which symbols to train', { expected: '["BTCUSDT", "XRPUSDT"]' })];
  if (typeof inference !== 'string' || symbols.includes(inference)) return [];
  return [
    problem(file, 'inference_symbol', 'is not one of the symbols that are trained on', {
      expected: symbols.join(', '),
      found: inference,
      hint: `add "${inference}" to train_symbols, or take one of them`,
    }),
  ];
}

function flagProblems(given: Given, file: string): readonly Problem[] {
  const flags = given['feature_flags'];
  return Object.keys(flags !== null && typeof flags === 'object' ? flags : {}).flatMap((flag) =>
    Object.hasOwn(FLAGS, flag)
      ? []
      : [
          problem(file, `feature_flags.${flag}`, 'unknown feature', {
            ...didYouMean(flag, Object.keys(FLAGS)),
            expected: Object.keys(FLAGS).join(', '),
          }),
        ],
  );
}

function specOf(given: Given, name: string, example: string): string {
  const doc: Document = parseDocument(example);
  const symbols = symbolsOf(given);
  const traded = (given['inference_symbol'] as string | undefined) ?? symbols[0];
  doc.set('name', name);
  doc.setIn(['data', 'symbols'], doc.createNode([...symbols], { flow: true }));
  if (given['candle_interval'] !== undefined) doc.setIn(['data', 'interval'], given['candle_interval']);
  if (given['start_date'] !== undefined) {
    const to: unknown = doc.getIn(['data', 'range', 'to']);
    const range = { from: given['start_date'], ...(String(to) > String(given['start_date']) && { to }) };
    doc.setIn(['data', 'range'], doc.createNode(range, { flow: true }));
  }
  if (symbols.length > 1) doc.setIn(['portfolio', 'symbols'], doc.createNode([traded], { flow: true }));
  else
    for (const block of ['portfolio', 'evaluation'])
      if (doc.hasIn([block, 'symbols'])) doc.deleteIn([block, 'symbols']);
  for (const [flag, on] of Object.entries((given['feature_flags'] ?? {}) as { [flag: string]: boolean }))
    if (!on) doc.setIn(['features', FLAGS[flag], 'enabled'], false);
  return doc.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function configOf(given: Given): string | undefined {
  const exchange = [
    ...(given['binance_base_url'] === undefined ? [] : [`    url: ${String(given['binance_base_url'])}`]),
    ...(given['request_delay'] === undefined
      ? []
      : [`    request_delay: ${Math.round(Number(given['request_delay']) * 1000)}ms`]),
    ...(given['max_klines_per_request'] === undefined
      ? []
      : [`    page_rows: ${Number(given['max_klines_per_request'])}`]),
  ];
  const data = given['data_dir'];
  if (exchange.length === 0 && data === undefined) return undefined;
  return [
    '# Where and how fast. Nothing here changes a number.',
    `paths: { data: ${JSON.stringify(data ?? 'data')}, results: results, logs: logs, cache: .cache }`,
    ...(exchange.length === 0 ? [] : ['exchanges:', '  binanceusdm:', ...exchange]),
    '',
  ].join('\n');
}
