import { choleskyFactor, solveFactored } from '../core/math/index.ts';
import { dotInOrder } from './_linear.ts';

const STEPS = 200;
/** Share of the way to the wall that a step goes. */
const SHARE = 0.99995;
/** Duality gap per row, in units of the labels' sd, at which the fit ends. */
const GAP = 1e-10;

interface State {
  /** Dual weight of each row in (0, 1), its complement, and the positive and negative part of each residual. */
  readonly x: Float64Array;
  readonly s: Float64Array;
  readonly z: Float64Array;
  readonly w: Float64Array;
}

/**
 * Coefficients that minimise the sum of r (quantile - [r < 0]) over residuals r = y - columns b: Mehrotra's
 * predictor-corrector steps on the bounded dual max y'x, X'x = (1 - quantile) X'1, 0 <= x <= 1.
 * Source: Portnoy and Koenker (1997), The Gaussian hare and the Laplacian tortoise, section 3.
 */
export function interiorPoint(
  columns: readonly Float64Array[],
  y: Float64Array,
  { quantile, cancelled }: { readonly quantile: number; readonly cancelled: () => boolean },
): Float64Array {
  const n = y.length;
  const ones = new Float64Array(n).fill(1);
  const b = solveWeighted(factorOf(columns, ones), columns, y);
  const residual = residuals(columns, y, b);
  const state: State = {
    x: new Float64Array(n).fill(1 - quantile),
    s: new Float64Array(n).fill(quantile),
    z: residual.map((r) => Math.max(-r, 0) + 1e-3),
    w: residual.map((r) => Math.max(r, 0) + 1e-3),
  };
  for (let step = 0; step < STEPS; step++) {
    if (cancelled()) throw new Error('fit stopped');
    const gap = dotInOrder(state.z, 0, state.x, 0) + dotInOrder(state.w, 0, state.s, 0);
    if (gap <= GAP * n) return b;
    if (!advance(state, { columns, y, b, gap })) return b;
  }
  throw new Error(`the fit does not converge in ${STEPS} steps; look for columns that nearly depend on each other`);
}

interface Move {
  readonly dx: Float64Array;
  readonly dz: Float64Array;
  readonly dw: Float64Array;
  readonly db: Float64Array;
}

interface Step {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly b: Float64Array;
  readonly gap: number;
}

/** One predictor and corrector step in place; false where rounding leaves nothing to gain. */
function advance(state: State, { columns, y, b, gap }: Step): boolean {
  const { x, s, z, w } = state;
  const n = x.length;
  const q = x.map((v, t) => 1 / (z[t] / v + w[t] / s[t]));
  const factor = factorOf(columns, q);
  if (factor === undefined) return false;
  const rest = residuals(columns, y, b);
  const plain = new Float64Array(n);
  const ahead = moveBy(state, { columns, q, factor, rest, mu: 0, cross: plain, crossS: plain });
  const [dual, primal] = widths(state, ahead);
  let after = 0;
  for (let t = 0; t < n; t++) {
    after +=
      (z[t] + primal * ahead.dz[t]) * (x[t] + dual * ahead.dx[t]) +
      (w[t] + primal * ahead.dw[t]) * (s[t] - dual * ahead.dx[t]);
  }
  const ratio = after / gap;
  const mu = (gap * ratio * ratio * ratio) / (2 * n);
  const cross = ahead.dx.map((d, t) => d * ahead.dz[t]);
  const crossS = ahead.dx.map((d, t) => -d * ahead.dw[t]);
  const move = moveBy(state, { columns, q, factor, rest, mu, cross, crossS });
  const [byDual, byPrimal] = widths(state, move);
  for (let t = 0; t < n; t++) {
    x[t] += byDual * move.dx[t];
    s[t] -= byDual * move.dx[t];
    z[t] += byPrimal * move.dz[t];
    w[t] += byPrimal * move.dw[t];
  }
  for (let j = 0; j < b.length; j++) b[j] += byPrimal * move.db[j];
  return byDual > 1e-12 || byPrimal > 1e-12;
}

interface Towards {
  readonly columns: readonly Float64Array[];
  readonly q: Float64Array;
  readonly factor: Float64Array;
  readonly rest: Float64Array;
  readonly mu: number;
  readonly cross: Float64Array;
  readonly crossS: Float64Array;
}

/**
 * The Newton step towards complementary products mu. Rows obey rest = w - z; the columns stay orthogonal to the change
 * of x, which gives the step of the coefficients.
 */
function moveBy({ x, s, z, w }: State, { columns, q, factor, rest, mu, cross, crossS }: Towards): Move {
  const n = x.length;
  const pull = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const toZ = (mu - cross[t]) / x[t] - z[t];
    const toW = (mu - crossS[t]) / s[t] - w[t];
    pull[t] = rest[t] + toZ - toW - (w[t] - z[t]);
  }
  const right = Float64Array.from(columns, (c) => weightedDot(c, q, pull));
  const db = solveFactored(factor, right);
  const back = residuals(columns, pull, db);
  const dx = new Float64Array(n);
  const dz = new Float64Array(n);
  const dw = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    dx[t] = q[t] * back[t];
    dz[t] = (mu - cross[t] - z[t] * dx[t]) / x[t] - z[t];
    dw[t] = (mu - crossS[t] + w[t] * dx[t]) / s[t] - w[t];
  }
  return { dx, dz, dw, db };
}

/** Largest steps, at most 1, that keep x and s, and z and w, above 0. */
function widths({ x, s, z, w }: State, { dx, dz, dw }: Move): readonly [number, number] {
  let dual = Infinity;
  let primal = Infinity;
  for (let t = 0; t < x.length; t++) {
    if (dx[t] < 0) dual = Math.min(dual, -x[t] / dx[t]);
    else if (dx[t] > 0) dual = Math.min(dual, s[t] / dx[t]);
    if (dz[t] < 0) primal = Math.min(primal, -z[t] / dz[t]);
    if (dw[t] < 0) primal = Math.min(primal, -w[t] / dw[t]);
  }
  return [Math.min(1, SHARE * dual), Math.min(1, SHARE * primal)];
}

function weightedDot(a: Float64Array, q: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t] * q[t] * b[t];
  return sum;
}

function factorOf(columns: readonly Float64Array[], q: Float64Array): Float64Array | undefined {
  const k = columns.length;
  const gram = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) gram[i * k + j] = gram[j * k + i] = weightedDot(columns[i], q, columns[j]);
  }
  return choleskyFactor(gram, k);
}

function solveWeighted(
  factor: Float64Array | undefined,
  columns: readonly Float64Array[],
  y: Float64Array,
): Float64Array {
  if (factor === undefined) throw new Error('columns are linearly dependent; leave one out');
  return solveFactored(
    factor,
    Float64Array.from(columns, (c) => dotInOrder(c, 0, y, 0)),
  );
}

function residuals(columns: readonly Float64Array[], y: Float64Array, b: Float64Array): Float64Array {
  const out = y.slice();
  columns.forEach((c, j) => {
    for (let t = 0; t < out.length; t++) out[t] -= b[j] * c[t];
  });
  return out;
}
