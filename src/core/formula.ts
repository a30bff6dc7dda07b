import { didYouMean } from './nearest.ts';

/** An expression over columns. Names are indices into `names`; comparisons give 1 or 0. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly index: number }
  | { readonly kind: 'minus'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly arguments: readonly Expression[] };

export type Operator = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '==' | '!=';

/** Least and most arguments of each function. `clip(x, low, high)`, `where(condition, then, else)`. */
export const FUNCTIONS = {
  abs: [1, 1],
  min: [2, 8],
  max: [2, 8],
  log: [1, 1],
  exp: [1, 1],
  sqrt: [1, 1],
  sign: [1, 1],
  clip: [3, 3],
  where: [3, 3],
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

export interface Formula {
  readonly expression: Expression;
  /** Columns read, in order of first appearance. */
  readonly names: readonly string[];
  /** The same expression with names as `$0`, `$1` … and all parentheses: equal for equal formulas over renamed columns. */
  readonly canonical: string;
}

/** What is wrong, and which characters (half-open) of the text are to blame. */
export interface FormulaFault {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly expected?: string;
  readonly hint?: string;
}

interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

interface Parser {
  readonly tokens: readonly Token[];
  readonly names: string[];
  next: number;
  depth: number;
}

const TOKEN =
  /\s*(?:([0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)|([a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)?)|(<=|>=|==|!=|[-+*/(),<>]))/y;
const MAX_LENGTH = 2000;
const MAX_DEPTH = 64;

/** Thrown by `parseFormula`; `fault` says which characters are to blame. */
export class FormulaError extends Error {
  readonly fault: FormulaFault;
  constructor(fault: FormulaFault) {
    super(fault.message);
    this.name = 'FormulaError';
    this.fault = fault;
  }
}

function fail(
  message: string,
  token: { from: number; to: number },
  more: { expected?: string; hint?: string } = {},
): never {
  throw new FormulaError({ message, from: token.from, to: token.to, ...more });
}

function strange(text: string, from: number): never {
  const found = text[from];
  const at = { from, to: from + 1 };
  if (found === '^') fail('"^" is not an operator', at, { hint: 'x * x, or exp and log' });
  if (found === '=') fail('"=" is not an operator', at, { hint: '"=="?' });
  fail(`${JSON.stringify(found)} has no meaning in a formula`, at, {
    expected: 'lower-case names, numbers, + - * / ( ) , and comparisons',
  });
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return strange(text, start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0));
    const body = match[1] ?? match[2] ?? match[3];
    const from = TOKEN.lastIndex - body.length;
    const before = tokens.at(-1);
    const kind = match[1] !== undefined ? 'number' : match[2] !== undefined ? 'name' : 'symbol';
    if (before?.kind === 'number' && kind !== 'symbol' && before.to === from)
      fail('a number runs into a name', { from: before.from, to: from + body.length });
    tokens.push({ kind, text: body, from, to: from + body.length });
  }
  tokens.push({ kind: 'end', text: '', from: end, to: end + 1 });
  return tokens;
}

const peek = (p: Parser): Token => p.tokens[p.next];

function accept(p: Parser, ...symbols: string[]): Token | undefined {
  const token = peek(p);
  if (token.kind !== 'symbol' || !symbols.includes(token.text)) return undefined;
  p.next += 1;
  return token;
}

function expect(p: Parser, symbol: string): Token {
  const token = accept(p, symbol);
  if (token !== undefined) return token;
  const found = peek(p);
  return fail(found.kind === 'end' ? `the formula ends before "${symbol}"` : `"${symbol}" must stand here`, found, {
    expected: `"${symbol}"`,
  });
}

function comparison(p: Parser): Expression {
  const left = sum(p);
  const operator = accept(p, '<', '<=', '>', '>=', '==', '!=');
  if (operator === undefined) return left;
  const right = sum(p);
  const again = accept(p, '<', '<=', '>', '>=', '==', '!=');
  if (again !== undefined) fail('a comparison of a comparison', again, { hint: 'put one of them in parentheses' });
  return { kind: 'binary', operator: operator.text as Operator, left, right };
}

function sum(p: Parser): Expression {
  let left = product(p);
  for (let op = accept(p, '+', '-'); op !== undefined; op = accept(p, '+', '-')) {
    left = { kind: 'binary', operator: op.text as Operator, left, right: product(p) };
  }
  return left;
}

function product(p: Parser): Expression {
  let left = unary(p);
  for (let op = accept(p, '*', '/'); op !== undefined; op = accept(p, '*', '/')) {
    left = { kind: 'binary', operator: op.text as Operator, left, right: unary(p) };
  }
  return left;
}

function unary(p: Parser): Expression {
  p.depth += 1;
  if (p.depth > MAX_DEPTH) fail(`nested deeper than ${MAX_DEPTH}`, peek(p));
  const of: Expression = accept(p, '-') === undefined ? primary(p) : { kind: 'minus', of: unary(p) };
  p.depth -= 1;
  return of;
}

function primary(p: Parser): Expression {
  const token = peek(p);
  if (accept(p, '(') !== undefined) {
    const inner = comparison(p);
    expect(p, ')');
    return inner;
  }
  if (token.kind === 'symbol' || token.kind === 'end') {
    return fail(token.kind === 'end' ? 'the formula ends too early' : `"${token.text}" must not stand here`, token, {
      expected: 'a name, a number or "("',
    });
  }
  p.next += 1;
  if (token.kind === 'number') {
    const value = Number(token.text);
    return Number.isFinite(value) ? { kind: 'number', value } : fail('must be a finite number', token);
  }
  if (accept(p, '(') !== undefined) return call(p, token);
  const known = p.names.indexOf(token.text);
  return { kind: 'name', index: known >= 0 ? known : p.names.push(token.text) - 1 };
}

function call(p: Parser, name: Token): Expression {
  if (!Object.hasOwn(FUNCTIONS, name.text)) {
    const known = Object.keys(FUNCTIONS);
    fail(`unknown function "${name.text}"`, name, { expected: known.join(', '), ...didYouMean(name.text, known) });
  }
  const values: Expression[] = [comparison(p)];
  while (accept(p, ',') !== undefined) values.push(comparison(p));
  const close = expect(p, ')');
  const [least, most] = FUNCTIONS[name.text as FunctionName];
  if (values.length < least || values.length > most) {
    const count = least === most ? String(least) : `${least} to ${most}`;
    fail(`${name.text} takes ${count} argument${most === 1 ? '' : 's'}, found ${values.length}`, {
      from: name.from,
      to: close.to,
    });
  }
  return { kind: 'call', name: name.text as FunctionName, arguments: values };
}

function canonicalText(e: Expression): string {
  switch (e.kind) {
    case 'number':
      return String(e.value);
    case 'name':
      return `$${e.index}`;
    case 'minus':
      return `(-${canonicalText(e.of)})`;
    case 'binary':
      return `(${canonicalText(e.left)} ${e.operator} ${canonicalText(e.right)})`;
    case 'call':
      return `${e.name}(${e.arguments.map(canonicalText).join(', ')})`;
  }
}

/**
 * Parses `close / ema_20 - 1`, or throws a FormulaError. Precedence: comparison, + -, * /, unary minus; operators of a
 * level work from the left.
 */
export function parseFormula(text: string): Formula {
  if (text.length > MAX_LENGTH) fail(`longer than ${MAX_LENGTH} characters`, { from: 0, to: 1 });
  const parser: Parser = { tokens: tokenize(text), names: [], next: 0, depth: 0 };
  const expression = comparison(parser);
  const rest = peek(parser);
  if (rest.kind !== 'end') fail('an operator must stand here', rest, { expected: '+ - * / or a comparison' });
  return { expression, names: parser.names, canonical: canonicalText(expression) };
}
