/** Small words for writing WebAssembly text: each returns one folded expression. */

export const get = (name: string): string => `(local.get $${name})`;
export const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
export const i32 = (value: number): string => `(i32.const ${value})`;
export const plus = (a: string, b: string): string => `(i32.add ${a} ${b})`;

/** Moves a pointer or counter held in a local. */
export const advance = (name: string, by: number): string => set(name, plus(get(name), i32(by)));

/** Repeats the body while the pointer `name` lies below the pointer `end`. */
export const whileBelow = (name: string, end: string, body: string): string =>
  `(block $done (loop $next (br_if $done (i32.ge_u ${get(name)} ${get(end)})) ${body} (br $next)))`;

/** Names of one type, parted by spaces. */
type Names = readonly [names: string, type: 'i32' | 'i64' | 'f64' | 'v128'];

export interface FunctionText {
  readonly name: string;
  readonly params: readonly Names[];
  readonly result?: string;
  readonly locals?: readonly Names[];
  readonly body: string;
}

/** One exported function. */
export function exported({ name, params, result, locals = [], body }: FunctionText): string {
  const declare = (word: string, groups: readonly Names[]): string =>
    groups.flatMap(([names, type]) => names.split(' ').map((local) => `(${word} $${local} ${type})`)).join(' ');
  const returns = result === undefined ? '' : `(result ${result})`;
  return `(func (export "${name}") ${declare('param', params)} ${returns} ${declare('local', locals)}\n${body})`;
}
