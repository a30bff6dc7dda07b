import { formula } from '../core/params.ts';
import { defineFeature, windowReach } from '../core/contracts/feature.ts';
import { FormulaError, parseFormula } from '../core/formula.ts';
import { inTiles } from './_helpers/tiles.ts';
import { evaluate } from './_helpers/evaluate.ts';
import { unitOfExpression } from './_helpers/unit-of.ts';

/**
 * out[t] = the formula's value at row t: + - * /, comparisons (1 or 0) and the functions of core/formula.
 *
 * In: the columns it names, row by row. Out: what the formula makes of their units: sums keep a common unit, quotients of
 * equal units are ratios, a ratio less 1 is a fraction, anything else a number.
 * NaN where a column it needs is NaN, and where a division by zero, a logarithm or root out of range or an overflow
 * stands.
 */
export default defineFeature({
  type: 'expression',
  version: 1,
  summary: 'Arithmetic over columns, row by row.',
  params: { formula: formula('Expression over column names: `close / ema_20 - 1`.') },
  check: ({ formula: text }) => {
    try {
      return parseFormula(text).names.length > 0 ? [] : [{ key: 'formula', message: 'must name at least one column' }];
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const { message, from, expected, hint } = error.fault;
      const found = { key: 'formula', message: `${message} at character ${from + 1}` };
      return [{ ...found, ...(expected !== undefined && { expected }), ...(hint !== undefined && { hint }) }];
    }
  },
  inputs: ({ formula: text }) => parseFormula(text).names,
  unit: ({ formula: text }, units) => unitOfExpression(parseFormula(text).expression, units),
  reach: () => windowReach(1),
  start: ({ formula: text }) => ({ text }),
  push: (state, inputs, outputs) =>
    inTiles(inputs, outputs, 0, (columns, [out]) => {
      out.set(evaluate(parseFormula(state.text).expression, columns, out.length));
    }),
});
