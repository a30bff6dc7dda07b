import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDecimal } from '../../src/data/_number.ts';

const parse = (text: string): number => parseDecimal(Buffer.from(text), 0, text.length);

describe('decimal parser', () => {
  it('gives the nearest double of any decimal text, as the language does', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 }).map((d) => d.join(''));
    fc.assert(
      fc.property(digits, digits, fc.constantFrom('', '-', '+'), (whole, part, sign) => {
        const text = `${sign}${whole}.${part}`;
        assert.ok(Object.is(parse(text), Number(text)), text);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back every double that is printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => assert.ok(parse(String(x)) === x)),
    );
  });

  it('takes whole numbers and bare points', () => {
    assert.deepEqual(['12', '12.', '.5', '-0', '1e3', '2.5E-3'].map(parse), [12, 12, 0.5, -0, 1000, 0.0025]);
  });

  it('is NaN for what is no decimal number', () => {
    for (const text of ['', '-', '.', '0x10', '1_000', '1,5', '1.2.3', 'nan', 'Infinity', '1e', ' 1', '1 ']) {
      assert.ok(Number.isNaN(parse(text)), JSON.stringify(text));
    }
  });
});
