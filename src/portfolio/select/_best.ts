import type { Book } from '../../core/contracts/portfolio.ts';

/** Writes `chosen`: of the symbols with a side the n of the largest |score|, or n of either side where they have a budget each. */
export function chooseBest(book: Book, n: number): void {
  const { symbols, side, score, chosen, sides } = book;
  chosen.fill(0);
  const order: number[] = [];
  for (let s = 0; s < symbols; s++) if (side[s] !== 0) order.push(s);
  order.sort((a, b) => Math.abs(score[b]) - Math.abs(score[a]) || a - b);
  const left = { long: n, short: n };
  for (const s of order) {
    const of = sides === 2 && side[s] < 0 ? 'short' : 'long';
    if (left[of] === 0) continue;
    left[of]--;
    chosen[s] = side[s];
  }
}
