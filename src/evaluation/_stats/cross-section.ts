import { mean, pearson, ranksAverage } from '../../core/math/index.ts';
import { binOf, equalCountEdgesOfFew } from './bins.ts';
import { pairs, ratio } from './sample.ts';

/** Scores of several symbols, by time and then by symbol. NaN = not known. */
export interface CrossSection {
  readonly time: ArrayLike<number>;
  /** Number of the symbol. */
  readonly symbol: ArrayLike<number>;
  readonly score: Float64Array;
}

export interface CrossTurnover {
  /** By bin of the score, 1 first: mean share of its members that were not in it at the time before. */
  readonly turnover: Float64Array;
  /** Mean correlation of the ranks of one time with those of the time before, over symbols that both know. */
  readonly rank_autocorrelation: number;
}

/** Known rows of one time: symbols and their scores. */
interface Section {
  readonly symbol: Int32Array;
  readonly score: Float64Array;
}

/** Known rows of each time, in room that the next time takes again. */
function* sections({ time, symbol, score }: CrossSection): Generator<Section> {
  const room = { symbol: new Int32Array(score.length), score: new Float64Array(score.length) };
  for (let from = 0, to = 0; from < score.length; from = to) {
    let known = 0;
    for (; to < score.length && time[to] === time[from]; to++) {
      if (score[to] !== score[to]) continue;
      room.symbol[known] = symbol[to];
      room.score[known++] = score[to];
    }
    yield { symbol: room.symbol.subarray(0, known), score: room.score.subarray(0, known) };
  }
}

/**
 * How much a ranking changes from one time to the next. Bins are cut at each time by type 7 quantiles, right-closed; a
 * bin that is empty at either time does not count.
 * Source: alphalens, quantile_turnover and factor_rank_autocorrelation with period 1.
 */
export function crossTurnover(rows: CrossSection, bins = 5): CrossTurnover {
  const shares = Array.from({ length: bins }, (): number[] => []);
  const correlations: number[] = [];
  let before: Places | undefined;
  for (const section of sections(rows)) {
    const now = placesIn(section, bins, before?.bin.length ?? 0);
    if (before !== undefined) {
      changedShares(section, now, before).forEach((share, b) => share === share && shares[b].push(share));
      const found = rankCorrelation(section, now, before);
      if (found === found) correlations.push(found);
    }
    before = now;
  }
  return {
    turnover: Float64Array.from(shares, (list) => mean(Float64Array.from(list))),
    rank_autocorrelation: mean(Float64Array.from(correlations)),
  };
}

/** Where the symbols of one time stand, by their number: bin (0 = not known) and rank; and the rows of each bin. */
interface Places {
  readonly bin: Uint16Array;
  readonly rank: Float64Array;
  readonly counts: Int32Array;
}

function placesIn({ symbol, score }: Section, bins: number, atLeast: number): Places {
  const edges = equalCountEdgesOfFew(score.slice(), bins);
  const ranks = ranksAverage(score);
  const symbols = symbol.reduce((most, s) => Math.max(most, s + 1), atLeast);
  const bin = new Uint16Array(symbols);
  const rank = new Float64Array(symbols);
  const counts = new Int32Array(bins);
  for (let i = 0; i < symbol.length; i++) {
    bin[symbol[i]] = binOf(score[i], edges);
    rank[symbol[i]] = ranks[i];
    counts[bin[symbol[i]] - 1]++;
  }
  return { bin, rank, counts };
}

/** By bin, the share of its members that were not in it; NaN where it is empty or was. */
function changedShares({ symbol }: Section, now: Places, before: Places): Float64Array {
  const changed = new Float64Array(now.counts.length);
  for (const s of symbol) if (now.bin[s] !== before.bin[s]) changed[now.bin[s] - 1]++;
  return changed.map((count, b) => (before.counts[b] === 0 ? NaN : count / now.counts[b]));
}

/** Over the symbols that both times know. */
function rankCorrelation({ symbol }: Section, now: Places, before: Places): number {
  const [x, y] = [new Float64Array(symbol.length), new Float64Array(symbol.length)];
  let both = 0;
  for (const s of symbol) {
    if (!(before.bin[s] > 0)) continue;
    x[both] = now.rank[s];
    y[both++] = before.rank[s];
  }
  return both < 2 ? NaN : pearson(x.subarray(0, both), y.subarray(0, both));
}

/**
 * Share of the `n` symbols with the highest score at each time whose label is above that time's median label; 0.5 is
 * chance. Ties of scores go to the first symbol. Times with under 2 n known symbols are left out.
 */
export function topHitRate(
  { time, score }: Pick<CrossSection, 'time' | 'score'>,
  label: Float64Array,
  n: number,
): { readonly rate: number; readonly times: number } {
  let [hits, taken, times] = [0, 0, 0];
  for (let from = 0, to = 0; from < score.length; from = to) {
    while (to < score.length && time[to] === time[from]) to++;
    const { a, b } = pairs(score.subarray(from, to), label.subarray(from, to));
    if (a.length < 2 * n) continue;
    const sorted = b.slice().sort();
    const half = sorted.length / 2;
    const median = (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
    for (const row of highest(a, n)) if (b[row] > median) hits++;
    taken += n;
    times++;
  }
  return { rate: ratio(hits, taken), times };
}

/** Rows of the `n` highest values, ties to the first row. */
function highest(x: Float64Array, n: number): readonly number[] {
  const rows: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (rows.length === n && !(x[i] > x[rows[n - 1]])) continue;
    let at = rows.length < n ? rows.length : n - 1;
    for (; at > 0 && x[rows[at - 1]] < x[i]; at--) rows[at] = rows[at - 1];
    rows[at] = i;
  }
  return rows;
}
