/** A key of a path and where it stands in the path's text. */
export interface PathKey {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** Splits `search.space[gates.z.min].low` into its keys; undefined where it is not a path. */
export function parsePath(text: string): readonly PathKey[] | undefined {
  if (text.startsWith('.')) return undefined;
  const keys: PathKey[] = [];
  const part = /(?:(?:^|\.)([^.[\]=\s]+)|\[([^\][]+)\])/y;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    const key = match[1] ?? match[2];
    const to = part.lastIndex - (match[2] === undefined ? 0 : 1);
    keys.push({ key, from: to - key.length, to });
  }
  return keys.length === 0 ? undefined : keys;
}
