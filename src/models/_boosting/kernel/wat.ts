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

export interface FunctionText {
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  readonly result?: string;
  readonly locals?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One exported function; params and locals map names to WebAssembly types. */
export function exported({ name, params, result, locals = {}, body }: FunctionText): string {
  const declare = (word: string, names: Readonly<Record<string, string>>): string =>
    Object.entries(names)
      .map(([local, type]) => `(${word} $${local} ${type})`)
      .join(' ');
  const returns = result === undefined ? '' : `(result ${result})`;
  return `(func (export "${name}") ${declare('param', params)} ${returns} ${declare('local', locals)}\n${body})`;
}
