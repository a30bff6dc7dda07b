import { refuse } from '../core/problem.ts';
import { isoMs, showTime } from './_stamp.ts';

/** A symbol was in the list from `from` until before `to` (epoch ms, midnight UTC); Infinity = it still is. */
export interface Membership {
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
}

const HEADER = 'symbol,from,to';

/** The rows of a dated list: `symbol,from,to`, `to` empty for members of today. */
export function parseUniverse(text: string, path: string): readonly Membership[] {
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  if (header !== HEADER) {
    const found = JSON.stringify(header ?? '');
    throw refuse('DATA_FORMAT', 'data.universe.path', `"${path}" is no dated list`, { expected: HEADER, found });
  }
  return lines.map((line, k) => {
    const [symbol = '', start = '', end = ''] = line.split(',');
    const member = { symbol, from: isoMs(start), to: end === '' ? Infinity : isoMs(end) };
    if (symbol !== '' && member.from < member.to) return member;
    const found = JSON.stringify(line.slice(0, 80));
    throw refuse('DATA_FORMAT', 'data.universe.path', `"${path}" line ${k + 2} is no membership`, { found });
  });
}

/** By symbol, then by time. */
export function formatUniverse(members: readonly Membership[]): string {
  const date = (time: number): string => (time === Infinity ? '' : showTime(time).slice(0, 10));
  const sorted = members.toSorted((a, b) => (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : a.from - b.from));
  return [HEADER, ...sorted.map(({ symbol, from, to }) => `${symbol},${date(from)},${date(to)}`), ''].join('\n');
}

/** Members at a time, sorted. */
export function membersAt(members: readonly Membership[], time: number): readonly string[] {
  return [...new Set(members.filter(({ from, to }) => from <= time && time < to).map(({ symbol }) => symbol))].sort();
}

/**
 * The list as of `day`: whoever is no longer among `symbols` ends, whoever is new begins. Time before the first list stays
 * empty, since today's largest were not known to be the largest then.
 */
export function updateUniverse(
  members: readonly Membership[],
  symbols: readonly string[],
  day: number,
): readonly Membership[] {
  const listed = new Set(symbols);
  const kept = members.map((member) =>
    member.to === Infinity && !listed.has(member.symbol) ? { ...member, to: day } : member,
  );
  const open = new Set(kept.filter(({ to }) => to === Infinity).map(({ symbol }) => symbol));
  const begun = symbols.filter((symbol) => !open.has(symbol)).map((symbol) => ({ symbol, from: day, to: Infinity }));
  return [...kept.filter(({ from, to }) => from < to), ...begun];
}
