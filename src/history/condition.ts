import { Refusal, refuse } from '../core/problem.ts';

const OPERATORS = ['<=', '>=', '!=', '=', '<', '>'] as const;
type Operator = (typeof OPERATORS)[number];

/** `sharpe_daily>1`: a name, an operator, a number or text. */
export interface Condition {
  readonly text: string;
  readonly name: string;
  readonly operator: Operator;
  readonly value: number | string;
}

/** Reads a condition of a flag; refuses what is none. */
export function parseCondition(flag: string, text: string): Condition {
  const match = /^\s*([A-Za-z_][\w.]*)\s*(<=|>=|!=|==|=|<|>)\s*(\S.*?)\s*$/.exec(text);
  if (match === null) {
    throw new Refusal(
      refuse('USAGE', '', `${flag} takes a condition`, {
        expected: `a name, one of ${OPERATORS.join(' ')}, and a value, as 'sharpe_daily>1'`,
        found: text,
      }).problems,
      2,
    );
  }
  const [, name, operator, written] = match;
  const number = Number(written);
  return {
    text: text.trim(),
    name,
    operator: operator === '==' ? '=' : (operator as Operator),
    value: Number.isFinite(number) ? number : written,
  };
}

/** Whether a value meets a condition. What is not known meets none, not even `!=`. Text is ordered by its characters. */
export function meets({ operator, value }: Condition, found: number | string | null | undefined): boolean {
  if (found === null || found === undefined || Number.isNaN(found)) return false;
  const [a, b] =
    typeof found === 'number' && typeof value === 'number' ? [found, value] : [String(found), String(value)];
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '=':
      return a === b;
    case '!=':
      return a !== b;
  }
}
