import type { Book } from '../../core/contracts/portfolio.ts';
import { defineSizing } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';
import { budget, shareOut } from './_shares.ts';

const params = {
  window: p.span('Bars whose returns the covariances are of, the decision bar included.', { min: 3 }),
  ...budget,
};

/** Largest change of a weight, relative, at which the iteration ends. */
const CLOSE = 1e-12;
const ROUNDS = 1000;

/**
 * Equal risk contributions: w_i (C w)_i is the same for every position, C = covariance of the returns in the direction
 * held. Weights are shares of `gross`.
 *
 * In: simple returns of the last `window` bars; a bar that one position has no return of is left out for all. Out:
 * fraction of equity. A flat price, or fewer than 3 bars in common: no position, counted. Solved by cyclical coordinate
 * descent: w_i = (-b + sqrt(b^2 + 4 C_ii / n)) / (2 C_ii), b = sum over j != i of C_ij w_j.
 * Source: Griveau-Billion, Richard and Roncalli, A fast algorithm for computing high-dimensional risk parity portfolios (2013).
 */
export default defineSizing({
  type: 'risk_parity',
  version: 1,
  crossSectional: true,
  summary: 'Weights that give every position the same share of the risk.',
  params,
  start: (values) => values,
  fraction: ({ gross }, { symbols }) => gross / symbols,
  weigh(values, book) {
    const shares = new Float64Array(book.symbols).fill(NaN);
    for (const side of book.sides === 2 ? [1, -1] : [0]) {
      const held = membersOf(book, side);
      const weights = equalRisk(covariance(book, held, values.window), held.length);
      held.forEach((s, i) => (shares[s] = weights[i]));
    }
    shareOut(book, values, (s) => shares[s]);
  },
});

function membersOf({ symbols, chosen }: Book, side: number): readonly number[] {
  const found: number[] = [];
  for (let s = 0; s < symbols; s++) if (chosen[s] !== 0 && (side === 0 || chosen[s] === side)) found.push(s);
  return found;
}

/** Row-major covariances (n - 1) of the returns in the direction held, over the bars that all have. */
function covariance(book: Book, held: readonly number[], window: number): Float64Array {
  const n = held.length;
  const columns = held.map((s) => {
    const out = new Float64Array(window);
    book.returns(s, out);
    return out;
  });
  const common: number[] = [];
  for (let t = 0; t < window; t++) if (columns.every((x) => x[t] === x[t])) common.push(t);
  const means = columns.map((x) => common.reduce((sum, t) => sum + x[t], 0) / common.length);
  const out = new Float64Array(n * n).fill(NaN);
  if (common.length < 3) return out;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (const t of common) sum += (columns[i][t] - means[i]) * (columns[j][t] - means[j]);
      const sides = book.chosen[held[i]] * book.chosen[held[j]];
      out[i * n + j] = out[j * n + i] = (sides * sum) / (common.length - 1);
    }
  }
  return out;
}

function equalRisk(c: Float64Array, n: number): Float64Array {
  const w = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(c[i * n + i]));
  if (w.some((x) => !(x < Infinity))) return w.map((x) => (x < Infinity && n === 1 ? x : NaN));
  for (let round = 0; round < ROUNDS; round++) {
    let change = 0;
    for (let i = 0; i < n; i++) {
      let b = 0;
      for (let j = 0; j < n; j++) if (j !== i) b += c[i * n + j] * w[j];
      const own = c[i * n + i];
      const next = (-b + Math.sqrt(b * b + (4 * own) / n)) / (2 * own);
      change = Math.max(change, Math.abs(next - w[i]) / w[i]);
      w[i] = next;
    }
    if (!(change > CLOSE)) break;
  }
  return w;
}
