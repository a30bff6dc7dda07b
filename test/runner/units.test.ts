import assert from 'node:assert/strict';
import { unitOf } from '../../src/runner/strategy.ts';
import { SMALL } from '../e2e/_small.ts';
import { here } from './_here.ts';

describe('the unit of a column', () => {
  it('is that of its own output, followed through features to the bars', async () => {
    const more = `  bb: { type: bollinger, window: 20 }
  width: { type: ema, of: bb.width, window: 5 }
  gap: { type: expression, formula: "(close - bb.lower) / atr" }
`;
    const text = SMALL.replace('labels:\n', `${more}labels:\n`).replace('[ret, rsi]', '[ret, rsi, width, gap]');
    await here(text, {}, ({ opened }) => {
      const unit = (name: string): string => unitOf(opened.plan, name);
      const names = ['close', 'volume', 'count', 'bb.upper', 'bb.width', 'width', 'gap', 'sigma', 'rsi', 'ret.4'];
      const units = [
        'price',
        'volume',
        'count',
        'price',
        'fraction',
        'fraction',
        'ratio',
        'fraction',
        'index',
        'fraction',
      ];
      assert.deepEqual(names.map(unit), units);
      return Promise.resolve();
    });
  });
});
