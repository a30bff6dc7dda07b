import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FormulaError, parseFormula } from '../../src/core/formula.ts';
import type { FormulaFault } from '../../src/core/formula.ts';

const canonical = (text: string): string => parseFormula(text).canonical;
function faultOf(text: string): FormulaFault {
  try {
    parseFormula(text);
  } catch (error) {
    if (error instanceof FormulaError) return error.fault;
    throw error;
  }
  return assert.fail(`"${text}" was parsed`);
}

describe('formula', () => {
  it('binds * before +, + before comparisons, and works from the left', () => {
    assert.equal(canonical('a + b * c'), '($0 + ($1 * $2))');
    assert.equal(canonical('a - b - c'), '(($0 - $1) - $2)');
    assert.equal(canonical('-a * b < c + 1'), '(((-$0) * $1) < ($2 + 1))');
    assert.equal(canonical('(a + b) * 2'), '(($0 + $1) * 2)');
  });

  it('names each column once, in order of appearance, outputs included', () => {
    assert.deepEqual(parseFormula('ret.1 / bb.upper - ret.1 + close').names, ['ret.1', 'bb.upper', 'close']);
  });

  it('has one canonical text however columns are called and spaces are set', () => {
    assert.equal(canonical('close/ema_20-1'), canonical('  open / x  - 1.0 '));
    assert.equal(canonical('1e-4 * a'), canonical('0.0001*a'));
  });

  it('parses functions and counts their arguments', () => {
    assert.equal(
      canonical('where(a > 0, clip(a, -1, 1), min(a, b, 2))'),
      'where(($0 > 0), clip($0, (-1), 1), min($0, $1, 2))',
    );
    assert.match(faultOf('clip(a, 1)').message, /takes 3 arguments, found 2/);
    assert.match(faultOf('logg(a)').hint ?? '', /log/);
  });

  it('points at the character to blame', () => {
    const at = (text: string): readonly [number, number] => [faultOf(text).from, faultOf(text).to];
    assert.deepEqual(at('a + Close'), [4, 5]);
    assert.deepEqual(at('a ^ 2'), [2, 3]);
    assert.deepEqual(at('a b'), [2, 3]);
    assert.deepEqual(at('(a'), [2, 3]);
    assert.deepEqual(at('a + 2x'), [4, 6]);
    assert.deepEqual(at('a < b < c'), [6, 7]);
  });

  it('refuses text that is too long or too deep, and never breaks on any text', () => {
    assert.match(faultOf('('.repeat(200) + 'a').message, /nested deeper/);
    assert.match(faultOf('a+'.repeat(2000)).message, /longer/);
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseFormula(text);
        } catch (error) {
          assert.ok(error instanceof FormulaError);
        }
      }),
    );
  });
});
