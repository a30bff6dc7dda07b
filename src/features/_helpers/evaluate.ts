import type { Expression, FunctionName, Operator } from '../../core/formula.ts';
import { exp, log } from '../../core/math/index.ts';

type Columns = readonly Float64Array[];
const finite = (v: number): number => (v - v === 0 ? v : NaN);
const truth = (known: number, is: boolean): number => (known === known ? Number(is) : NaN);

/** Row by row; NaN in, NaN out. Division by zero, log or root of what has none, and overflow give NaN. */
const BINARY: { readonly [operator in Operator]: (a: number, b: number) => number } = {
  '+': (a, b) => finite(a + b),
  '-': (a, b) => finite(a - b),
  '*': (a, b) => finite(a * b),
  '/': (a, b) => finite(a / b),
  '<': (a, b) => truth(a - b, a < b),
  '<=': (a, b) => truth(a - b, a <= b),
  '>': (a, b) => truth(a - b, a > b),
  '>=': (a, b) => truth(a - b, a >= b),
  '==': (a, b) => truth(a - b, a === b),
  '!=': (a, b) => truth(a - b, a !== b),
};

const CALLS: { readonly [name in FunctionName]: (...values: number[]) => number } = {
  abs: (x) => Math.abs(x),
  min: (...xs) => Math.min(...xs),
  max: (...xs) => Math.max(...xs),
  log: (x) => (x > 0 ? finite(log(x)) : NaN),
  exp: (x) => finite(exp(x)),
  sqrt: (x) => Math.sqrt(x),
  sign: (x) => Math.sign(x),
  clip: (x, low, high) => Math.max(low, Math.min(high, x)),
  where: (condition, then, otherwise) => {
    if (condition !== condition) return NaN;
    return condition !== 0 ? then : otherwise;
  },
};

function binary(operator: Operator, a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  // the four below make up nearly all formulas: spelt out, they run at the speed of a copy
  if (operator === '+') for (let i = 0; i < a.length; i++) out[i] = finite(a[i] + b[i]);
  else if (operator === '-') for (let i = 0; i < a.length; i++) out[i] = finite(a[i] - b[i]);
  else if (operator === '*') for (let i = 0; i < a.length; i++) out[i] = finite(a[i] * b[i]);
  else if (operator === '/') for (let i = 0; i < a.length; i++) out[i] = finite(a[i] / b[i]);
  else {
    const compare = BINARY[operator];
    for (let i = 0; i < a.length; i++) out[i] = compare(a[i], b[i]);
  }
  return out;
}

function call(name: FunctionName, columns: Columns, rows: number): Float64Array {
  const of = CALLS[name];
  const out = new Float64Array(rows);
  const [a, b, c] = columns;
  if (columns.length === 1) for (let i = 0; i < rows; i++) out[i] = of(a[i]);
  else if (columns.length === 2) for (let i = 0; i < rows; i++) out[i] = of(a[i], b[i]);
  else if (columns.length === 3) for (let i = 0; i < rows; i++) out[i] = of(a[i], b[i], c[i]);
  else for (let i = 0; i < rows; i++) out[i] = of(...columns.map((column) => column[i]));
  return out;
}

/** The expression's value at each row. */
export function evaluate(expression: Expression, columns: Columns, rows: number): Float64Array {
  switch (expression.kind) {
    case 'number':
      return new Float64Array(rows).fill(expression.value);
    case 'name':
      return columns[expression.index];
    case 'minus':
      return evaluate(expression.of, columns, rows).map((v) => -v);
    case 'binary':
      return binary(
        expression.operator,
        evaluate(expression.left, columns, rows),
        evaluate(expression.right, columns, rows),
      );
    case 'call': {
      const values = expression.arguments.map((argument) => evaluate(argument, columns, rows));
      return call(expression.name, values, rows);
    }
  }
}
