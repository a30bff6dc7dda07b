import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInstruments } from '../../src/data/instruments.ts';
import { NO_RULES } from '../../src/core/instrument.ts';
import { Refusal } from '../../src/core/problem.ts';
import { needsShared } from '../_shared.ts';

const INFO = {
  symbols: [
    {
      symbol: 'BTCUSDT',
      maintMarginPercent: '2.5000',
      liquidationFee: '0.020000',
      filters: [
        { filterType: 'PRICE_FILTER', tickSize: '0.10' },
        { filterType: 'LOT_SIZE', stepSize: '0.001' },
        { filterType: 'MARKET_LOT_SIZE', stepSize: '0.01' },
        { filterType: 'MIN_NOTIONAL', notional: '100' },
      ],
    },
    { symbol: 'ETHUSDT', filters: [] },
  ],
};
const BRACKETS = [
  {
    symbol: 'BTCUSDT',
    brackets: [
      { notionalFloor: 50000, maintMarginRatio: 0.005, cum: 50 },
      { notionalFloor: 0, maintMarginRatio: 0.004, cum: 0 },
    ],
  },
];

describe('the rules of instruments', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-instruments-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return name;
  };
  const roots = { spec: folder, data: folder };
  const read = (symbols: readonly string[], standIn = false, brackets?: string) =>
    readInstruments({ type: 'exchange_info', path: write('info.json', INFO), brackets }, symbols, roots, standIn);

  it('are tick, lot, least order and maintenance margin', () => {
    assert.deepEqual(read(['BTCUSDT', 'ETHUSDT']), [
      { tick: 0.1, lot: 0.01, minNotional: 100, liquidationFee: 0.02, tiers: [{ from: 0, rate: 0.025, amount: 0 }] },
      NO_RULES,
    ]);
  });

  it('take tiers where they are given', () => {
    const [{ tiers }] = read(['BTCUSDT'], false, write('brackets.json', BRACKETS));
    assert.deepEqual(tiers, [
      { from: 0, rate: 0.004, amount: 0 },
      { from: 50000, rate: 0.005, amount: 50 },
    ]);
  });

  it('refuse a symbol that is not there, a file that is not there or no answer of an exchange', () => {
    const refused = (work: () => unknown): string => {
      try {
        work();
      } catch (error) {
        if (error instanceof Refusal) return error.problems.map(({ code, message }) => `${code} ${message}`).join();
      }
      return 'nothing';
    };
    assert.match(
      refused(() => read(['BTCUSD'])),
      /DATA_VALUE .*says nothing of BTCUSD/,
    );
    assert.match(
      refused(() => read(['ETHUSDT'], false, write('b.json', BRACKETS))),
      /DATA_VALUE .*says nothing of ETHUSDT/,
    );
    const other = (path: string, standIn = false) =>
      readInstruments({ type: 'exchange_info', path, brackets: undefined }, ['X'], roots, standIn);
    assert.match(
      refused(() => other('none.json')),
      /DATA_FILE .*does not exist/,
    );
    assert.match(
      refused(() => other(write('list.json', {}))),
      /DATA_FORMAT/,
    );
    assert.deepEqual(other('none.json', true), [NO_RULES]);
  });

  it('are read from a recorded answer of Binance', function () {
    const path = needsShared(this, 'rest', 'binance-fapi_exchangeInfo_20251126_testnet.json.gz');
    const [btc] = readInstruments({ type: 'exchange_info', path, brackets: undefined }, ['BTCUSDT'], roots, false);
    assert.deepEqual([btc.tick, btc.lot, btc.minNotional, btc.tiers[0].rate], [0.1, 0.001, 100, 0.025]);
  });
});
