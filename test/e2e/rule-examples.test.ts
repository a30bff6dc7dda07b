import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { outcomeOf } from '../runner/_here.ts';
import { example } from './_assay.ts';

const shipped = readdirSync(resolve(import.meta.dirname, '../../../experiments'));
const RULES = [...shipped.filter((name) => name.startsWith('rule-')), 'rsi-rule.yml', 'binance-bot.yml'];
const SHORT = ['data.range={ from: 2023-01-01, to: 2023-03-01 }'];

describe('the examples of rules', () => {
  for (const file of RULES) {
    it(`${file} trades on synthetic bars, and its cash is what its trades left`, async () => {
      const { result, metrics } = await outcomeOf(example(file.replace('.yml', '')), { set: SHORT });
      const { trades, fees, profit, loss } = result.totals;
      assert.ok(trades >= 1, `${trades} trades`);
      assert.ok(fees > 0);
      const ended = 100_000 + profit + loss;
      assert.ok(Math.abs(result.cash - ended) < 1e-6, `${result.cash} against ${ended}`);
      assert.ok(metrics.length > 0);
    });
  }
});
