import { solveFactored } from '../core/math/index.ts';

export interface Problem {
  readonly start: Float64Array;
  /** Loss at x; writes its gradient. Infinity where x is outside of the domain. */
  readonly evaluate: (x: Float64Array, gradient: Float64Array) => number;
  /** Cholesky factor of a matrix near the Hessian. */
  readonly factor: Float64Array;
  readonly cancelled: () => boolean;
  /** Ends after this many steps wherever it is; without it the fit goes on to the minimum or throws. */
  readonly steps?: number;
  /** Ends where the loss can still fall by no more than this share of it. */
  readonly flat?: number;
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly sy: number;
}

const MEMORY = 12;
const STEPS = 500;
/** Where the loss can still fall by no more than this share of it, one whole step more ends at the minimum. */
const FLAT = 1e-11;
/** Losses nearer to each other than this share are told apart by their gradients. */
const ROUNDING = 1e-12;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/**
 * Minimum of a smooth convex loss by L-BFGS, whose first guess of the Hessian is `factor`. Steps are halved until the
 * loss falls. Throws where it does not converge.
 * Source: Nocedal and Wright (2006), Numerical optimization, algorithms 7.4 and 7.5.
 */
export function minimise({ start, evaluate, factor, cancelled, steps = STEPS, flat = FLAT }: Problem): Float64Array {
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let loss = evaluate(x, gradient);
  const pairs: Pair[] = [];
  for (let step = 0; step < steps; step++) {
    if (cancelled()) throw new Error('fit stopped');
    const direction = directionOf(gradient, pairs, factor);
    const slope = dot(direction, gradient);
    if (-slope <= flat * Math.abs(loss)) return x.map((v, i) => v + direction[i]);
    const next = lineSearch({ x, gradient, loss, direction, slope }, evaluate);
    if (next === undefined) return x; // rounding hides what is left to gain
    const s = next.x.map((v, i) => v - x[i]);
    const y = next.gradient.map((v, i) => v - gradient[i]);
    const sy = dot(s, y);
    if (sy > 1e-14 * dot(y, y)) pairs.push({ s, y, sy });
    if (pairs.length > MEMORY) pairs.shift();
    ({ x, gradient, loss } = next);
  }
  if (steps < STEPS) return x;
  throw new Error(`the fit does not converge in ${STEPS} steps; scale the columns or raise l2`);
}

/** -H g by the two loops over past steps. */
function directionOf(gradient: Float64Array, pairs: readonly Pair[], factor: Float64Array): Float64Array {
  const q = gradient.slice();
  const alphas = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    alphas[i] = dot(pairs[i].s, q) / pairs[i].sy;
    for (let j = 0; j < q.length; j++) q[j] -= alphas[i] * pairs[i].y[j];
  }
  const r = solveFactored(factor, q);
  for (const [i, { s, y, sy }] of pairs.entries()) {
    const beta = dot(y, r) / sy;
    for (let j = 0; j < r.length; j++) r[j] += s[j] * (alphas[i] - beta);
  }
  return r.map((v) => -v);
}

interface Place {
  readonly x: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly loss: number;
}

/** A place further down the direction, or undefined where none is found. */
function lineSearch(
  from: Place & { direction: Float64Array; slope: number },
  evaluate: Problem['evaluate'],
): Place | undefined {
  for (let width = 1; width > 1e-12; width /= 2) {
    const x = from.x.map((v, i) => v + width * from.direction[i]);
    const gradient = new Float64Array(x.length);
    const loss = evaluate(x, gradient);
    if (loss <= from.loss + 1e-4 * width * from.slope) return { x, gradient, loss };
    const close = Math.abs(loss - from.loss) <= ROUNDING * Math.abs(from.loss);
    if (close && Math.abs(dot(gradient, from.direction)) <= 0.9 * -from.slope) return { x, gradient, loss };
  }
  return undefined;
}
