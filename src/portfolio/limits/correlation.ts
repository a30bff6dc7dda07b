import type { Book } from '../../core/contracts/portfolio.ts';
import { defineLimit } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';

const params = {
  max: p.number('Largest correlation of two positions, each in the direction held.', { min: -1, max: 1 }),
  window: p.span('Bars whose returns are correlated, the decision bar included.', { min: 3 }),
};

/**
 * From the strongest score down, a position whose returns correlate by more than `max` with one that is kept is dropped;
 * its weight stays in cash. Two shorts correlate as two longs do, a long and a short with the opposite sign.
 *
 * Pearson, over the bars that both have. Fewer than 3 of them, or a flat price: the correlation is not known and drops
 * nothing.
 */
export default defineLimit({
  type: 'correlation',
  version: 1,
  rank: 20,
  crossSectional: true,
  summary: 'No two positions that move together too closely.',
  params,
  start: (values) => values,
  bound({ max, window }, book) {
    const { weight, score } = book;
    const order = Array.from(weight.keys()).filter((s) => weight[s] !== 0);
    order.sort((a, b) => Math.abs(score[b]) - Math.abs(score[a]) || a - b);
    const kept: { readonly sign: number; readonly returns: Float64Array }[] = [];
    let dropped = 0;
    for (const s of order) {
      const own = { sign: Math.sign(weight[s]), returns: returnsOf(book, s, window) };
      if (kept.some((other) => own.sign * other.sign * correlation(own.returns, other.returns) > max)) {
        weight[s] = 0;
        dropped++;
      } else kept.push(own);
    }
    return dropped;
  },
});

function returnsOf(book: Book, symbol: number, window: number): Float64Array {
  const out = new Float64Array(window);
  book.returns(symbol, out);
  return out;
}

function correlation(x: Float64Array, y: Float64Array): number {
  let [n, meanX, meanY] = [0, 0, 0];
  for (let t = 0; t < x.length; t++) {
    if (x[t] + y[t] !== x[t] + y[t]) continue;
    n++;
    meanX += x[t];
    meanY += y[t];
  }
  if (n < 3) return NaN;
  meanX /= n;
  meanY /= n;
  let [xx, yy, xy] = [0, 0, 0];
  for (let t = 0; t < x.length; t++) {
    if (x[t] + y[t] !== x[t] + y[t]) continue;
    xx += (x[t] - meanX) * (x[t] - meanX);
    yy += (y[t] - meanY) * (y[t] - meanY);
    xy += (x[t] - meanX) * (y[t] - meanY);
  }
  return xy / Math.sqrt(xx * yy);
}
