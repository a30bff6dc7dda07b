import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { fromConfigJson } from '../../src/cli/from-config-json.ts';
import { Refusal } from '../../src/core/problem.ts';

const example = readFileSync(resolve(import.meta.dirname, '../../../experiments/lightgbm-1m.yml'), 'utf8');
const convert = (given: object | string) =>
  fromConfigJson(typeof given === 'string' ? given : JSON.stringify(given), {
    file: 'config.json',
    name: 'mine',
    example,
  });

/** Every key that the other system knows. */
const ALL = {
  candle_interval: '5m',
  request_delay: 0.3,
  train_symbols: ['BTCUSDT', 'XRPUSDT'],
  inference_symbol: 'XRPUSDT',
  start_date: '2019-03-01',
  feather_dir: 'data/feather',
  binance_base_url: 'https://fapi.binance.com',
  max_klines_per_request: 1500,
  data_dir: 'data',
  processed_dir: 'data/processed',
  predictions_dir: 'data/predictions',
  eval_dir: 'data/eval',
  models_dir: 'models',
  feature_flags: { returns: true, cci: false, natr: false },
};

interface Spec {
  readonly name: string;
  readonly data: { readonly symbols: string[]; readonly interval: string; readonly range: { readonly from: string } };
  readonly features: { readonly [name: string]: { readonly enabled?: boolean } };
  readonly portfolio: { readonly symbols?: string[] };
}

function problemsOf(given: object | string): readonly string[] {
  try {
    convert(given);
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return error.problems.map(
      ({ path, message, hint }) => `${path.join('.')}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
    );
  }
  return [];
}

describe('init --from config.json', () => {
  it('puts every key where it belongs and says so', () => {
    const { spec, config, moved } = convert(ALL);
    const read = parse(spec) as Spec;
    assert.deepEqual([read.name, read.data.symbols, read.data.interval], ['mine', ALL.train_symbols, '5m']);
    assert.equal(read.data.range.from, '2019-03-01');
    assert.deepEqual(read.portfolio.symbols, ['XRPUSDT']);
    assert.deepEqual(
      Object.entries(read.features)
        .filter(([, f]) => f.enabled === false)
        .map(([name]) => name),
      ['cci', 'natr'],
    );
    assert.deepEqual((parse(config ?? '') as { exchanges: object }).exchanges, {
      binanceusdm: { url: 'https://fapi.binance.com', request_delay: '300ms', page_rows: 1500 },
    });
    assert.deepEqual(
      moved.map(({ key }) => key),
      Object.keys(ALL),
    );
    assert.deepEqual(
      moved.filter(({ where }) => where === 'config.yml').map(({ key }) => key),
      ['request_delay', 'binance_base_url', 'max_klines_per_request', 'data_dir'],
    );
  });

  it('takes the legacy list of symbols, and trades the first where nothing else is said', () => {
    const read = parse(convert({ symbols: ['ETHUSDT', 'XRPUSDT'] }).spec) as Spec;
    assert.deepEqual([read.data.symbols, read.portfolio.symbols], [['ETHUSDT', 'XRPUSDT'], ['ETHUSDT']]);
    const one = parse(convert({ train_symbols: ['ETHUSDT'], symbols: ['XRPUSDT'] }).spec) as Spec;
    assert.deepEqual([one.data.symbols, one.portfolio.symbols], [['ETHUSDT'], undefined]);
  });

  it('refuses an inference symbol that is not trained on, with a hint', () => {
    const [found] = problemsOf({ train_symbols: ['BTCUSDT'], inference_symbol: 'XRPUSDT' });
    assert.match(found, /^inference_symbol: is not one of .* \(add "XRPUSDT" to train_symbols/);
  });

  it('refuses unknown keys and shapes, all at once', () => {
    const found = problemsOf({ train_symbol: ['BTCUSDT'], request_delay: 'soon', feature_flags: { macd: true } });
    assert.equal(found.length, 4);
    assert.match(found[0], /train_symbol: unknown key .*did you mean "train_symbols"/);
    assert.match(found[1], /request_delay: has another shape/);
    assert.match(found[2], /train_symbols: says on which symbols/);
    assert.match(found[3], /feature_flags.macd: unknown feature/);
    assert.match(problemsOf('{"a": ')[0], /is no JSON/);
    assert.match(problemsOf('[]')[0], /one object of keys/);
  });
});
