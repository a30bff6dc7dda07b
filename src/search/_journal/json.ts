/** Python writes NaN and infinities bare, which JSON has no word for. */
const STRING_OR_ODD = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
const MARK = ' odd number ';

export function parseTolerant(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const marked = line.replaceAll(STRING_OR_ODD, (found) => (found.startsWith('"') ? found : `"${MARK}${found}"`));
    if (marked === line) throw error;
    return JSON.parse(marked, (_, value: unknown) =>
      typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value,
    );
  }
}

/** One line of JSON; a number that JSON cannot say is a bug of the caller. */
export function lineOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) throw new TypeError(`no JSON for ${inner} at "${key}"`);
    return inner;
  });
}
