/** A key that is not the same in two specs; `undefined` where a spec does not have it. */
export interface SpecChange {
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

type Tree = { readonly [key: string]: unknown };

const isMap = (x: unknown): x is Tree => typeof x === 'object' && x !== null && !Array.isArray(x);

/** Two resolved specs path by path: the changed keys only, in the order of the first one, then what the second adds. */
export function specChanges(a: unknown, b: unknown, path = ''): readonly SpecChange[] {
  if (!isMap(a) || !isMap(b)) return same(a, b) ? [] : [{ path, a, b }];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => specChanges(own(a, key), own(b, key), path === '' ? key : `${path}.${key}`));
}

const own = (tree: Tree, key: string): unknown => (Object.hasOwn(tree, key) ? tree[key] : undefined);

/** Maps are taken apart before; lists are compared as a whole, since their order matters. */
const same = (a: unknown, b: unknown): boolean =>
  Object.is(a, b) || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));

/** A value as one line. */
export function written(value: unknown): string {
  if (value === undefined) return '(absent)';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (isMap(value))
    return `{ ${Object.entries(value)
      .map(([key, v]) => `${key}: ${written(v)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}
