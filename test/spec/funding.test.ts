import assert from 'node:assert/strict';
import { SMALL, load, problemsOf } from './_load.ts';

const RATES = '  funding: { type: store }\n  source';

describe('funding in a spec', () => {
  const found = async (text: string): Promise<string[]> =>
    (await problemsOf(text)).map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);

  it('is charged only where rates are stated', async () => {
    const charged = SMALL.replace('funding: none', 'funding: charged');
    assert.deepEqual(await found(charged), [
      'SPEC_CONFLICT execution.funding: nothing says where funding rates come from',
    ]);
    assert.deepEqual((await load(charged.replace('  source', RATES))).data.funding, { type: 'store' });
  });

  it('is a column where rates are stated', async () => {
    const read = SMALL.replace(
      'rsi: { type: rsi, window: 14 }',
      'rsi: { type: rolling_mean, of: funding_rate, window: 14 }',
    );
    assert.deepEqual(await found(read), [
      'SPEC_CONFLICT features.rsi.of: reads "funding_rate", and nothing says where it comes from',
    ]);
    assert.equal((await load(read.replace('  source', RATES))).resolve('funding_rate')?.role, 'bar');
  });

  it('needs a path where rates are a file', async () => {
    assert.deepEqual(await found(SMALL.replace('  source', '  funding: { type: csv }\n  source')), [
      'SPEC_CONFLICT data.funding: a file of funding rates is needed',
    ]);
  });
});
