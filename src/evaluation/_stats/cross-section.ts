import { mean, pearson, ranksAverage } from '../../core/math/index.ts';
import { binOf, equalCountEdges } from './bins.ts';
import { ratio } from './sample.ts';

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

interface Section {
  readonly symbol: Int32Array;
  readonly score: Float64Array;
}

/** Known rows of each time. */
function* sections({ time, symbol, score }: CrossSection): Generator<Section> {
  for (let from = 0, to = 0; from < score.length; from = to) {
    while (to < score.length && time[to] === time[from]) to++;
    const rows: number[] = [];
    for (let i = from; i < to; i++) if (score[i] === score[i]) rows.push(i);
    yield {
      symbol: Int32Array.from(rows, (i) => symbol[i]),
      score: Float64Array.from(rows, (i) => score[i]),
    };
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
  let before: { bin: Map<number, number>; rank: Map<number, number> } | undefined;
  for (const { symbol, score } of sections(rows)) {
    const edges = equalCountEdges(score, bins);
    const bin = new Map(Array.from(symbol, (s, i) => [s, binOf(score[i], edges)]));
    const ranks = ranksAverage(score);
    const rank = new Map(Array.from(symbol, (s, i) => [s, ranks[i]]));
    if (before !== undefined) {
      const { bin: binBefore, rank: rankBefore } = before;
      const had = new Set(binBefore.values());
      for (let b = 1; b <= bins; b++) {
        const members = [...bin].filter(([, own]) => own === b);
        if (members.length === 0 || !had.has(b)) continue;
        shares[b - 1].push(members.filter(([s]) => binBefore.get(s) !== b).length / members.length);
      }
      const both = [...symbol].filter((s) => rankBefore.has(s));
      const of = (ranksOf: Map<number, number>): Float64Array => Float64Array.from(both, (s) => ranksOf.get(s) ?? NaN);
      const found = both.length < 2 ? NaN : pearson(of(rank), of(rankBefore));
      if (found === found) correlations.push(found);
    }
    before = { bin, rank };
  }
  return {
    turnover: Float64Array.from(shares, (list) => mean(Float64Array.from(list))),
    rank_autocorrelation: mean(Float64Array.from(correlations)),
  };
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
    const rows: number[] = [];
    for (let i = from; i < to; i++) if (score[i] === score[i] && label[i] === label[i]) rows.push(i);
    if (rows.length < 2 * n) continue;
    const sorted = rows.map((i) => label[i]).sort((a, b) => a - b);
    const half = sorted.length / 2;
    const median = (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
    const top = rows.toSorted((a, b) => score[b] - score[a] || a - b).slice(0, n);
    hits += top.filter((i) => label[i] > median).length;
    taken += n;
    times++;
  }
  return { rate: ratio(hits, taken), times };
}
