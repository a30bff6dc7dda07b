import type { Expression, Operator } from '../../core/formula.ts';

/** Of a plain number, which takes on any unit it is added to. */
const PLAIN = '';
const COMPARISONS: readonly Operator[] = ['<', '<=', '>', '>=', '==', '!='];

function alike(units: readonly string[]): string {
  const named = new Set(units.filter((unit) => unit !== PLAIN));
  if (named.size > 1) return 'number';
  return [...named][0] ?? PLAIN;
}

function product(a: string, b: string): string {
  if (a === PLAIN || a === 'ratio') return b === PLAIN ? a : b;
  return b === PLAIN || b === 'ratio' ? a : 'number';
}

function quotient(a: string, b: string): string {
  if (b === PLAIN || b === 'ratio') return a === PLAIN ? b : a;
  return a === b ? 'ratio' : 'number';
}

function unitIn(expression: Expression, names: readonly string[]): string {
  const of = (part: Expression): string => unitIn(part, names);
  switch (expression.kind) {
    case 'number':
      return PLAIN;
    case 'name':
      return names[expression.index] === 'category' ? 'number' : names[expression.index];
    case 'minus':
      return of(expression.of);
    case 'binary': {
      const { operator, left, right } = expression;
      if (COMPARISONS.includes(operator)) return 'ratio';
      if (operator === '*') return product(of(left), of(right));
      if (operator === '/') return quotient(of(left), of(right));
      const isChange = operator === '-' && of(left) === 'ratio' && right.kind === 'number' && right.value === 1;
      return isChange ? 'fraction' : alike([of(left), of(right)]);
    }
    case 'call': {
      const units = expression.arguments.map(of);
      if (expression.name === 'where') return alike(units.slice(1));
      if (expression.name === 'log') return units[0] === 'ratio' ? 'fraction' : 'number';
      if (expression.name === 'sign') return 'ratio';
      return ['exp', 'sqrt'].includes(expression.name) ? 'number' : alike(units);
    }
  }
}

/**
 * Unit of an expression over columns of units `names`: sums keep a common unit, quotients of equal units are ratios, a
 * ratio less 1 (or its logarithm) is a fraction, and what no rule covers is a `number`.
 */
export function unitOfExpression(expression: Expression, names: readonly string[]): string {
  if (expression.kind === 'name') return names[expression.index];
  const unit = unitIn(expression, names);
  return unit === PLAIN ? 'ratio' : unit;
}
