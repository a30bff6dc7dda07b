import type { Book } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';

/** Parameters of sizings that share out a budget. */
export const budget = {
  gross: p.fraction('Sum of all positions, as a fraction of equity; with `long_short` half of it on each side.', {
    above: 0,
    default: 1,
  }),
  unfilled: p.choice(
    'Budget of places that nothing qualified for: left in cash, or spread over the others.',
    ['cash', 'spread'],
    {
      default: 'cash',
    },
  ),
};

export interface Budget {
  readonly gross: number;
  readonly unfilled: 'cash' | 'spread';
}

/**
 * weight = side * budget * share / (sum of shares), budget = gross / sides, with `cash` times chosen / places. A share that
 * is not above 0 is not known: its weight is NaN and its place stays empty.
 */
export function shareOut(book: Book, { gross, unfilled }: Budget, shareOf: (symbol: number) => number): void {
  const { symbols, chosen, weight, sides } = book;
  for (const side of sides === 2 ? [1, -1] : [0]) {
    const belongs = (s: number): boolean => (side === 0 ? chosen[s] !== 0 : chosen[s] === side);
    let [total, count] = [0, 0];
    for (let s = 0; s < symbols; s++) {
      if (!belongs(s)) continue;
      weight[s] = shareOf(s);
      if (!(weight[s] > 0)) weight[s] = NaN;
      else {
        total += weight[s];
        count++;
      }
    }
    const filled = unfilled === 'cash' && count < book.slots ? count / book.slots : 1;
    const factor = ((gross / sides) * filled) / total;
    for (let s = 0; s < symbols; s++) if (belongs(s)) weight[s] *= chosen[s] * factor;
  }
}
