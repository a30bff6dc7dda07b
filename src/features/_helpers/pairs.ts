import { positionIn } from './blocks.ts';

/** Block sums (see blocks.ts) of two columns: x, y, x^2, y^2, xy, each measured from its block's first row. */
export interface PairSums {
  readonly window: number;
  at: number;
  readonly reference: Float64Array;
  readonly rowsX: Float64Array;
  readonly rowsY: Float64Array;
  readonly tails: readonly Float64Array[];
  readonly heads: Float64Array;
}

export function pairSums(window: number, origin: number): PairSums {
  const column = (): Float64Array => new Float64Array(window).fill(NaN);
  return {
    window,
    at: positionIn(window, origin),
    reference: new Float64Array(2).fill(NaN),
    rowsX: column(),
    rowsY: column(),
    tails: Array.from({ length: 5 }, column),
    heads: new Float64Array(5).fill(NaN),
  };
}

function turn(sums: PairSums, x: number, y: number): void {
  const { window, reference, rowsX, rowsY, heads } = sums;
  const [tailX, tailY, tailXX, tailYY, tailXY] = sums.tails;
  reference[0] = x;
  reference[1] = y;
  heads.fill(0);
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let p = window - 1; p >= 0; p--) {
    tailX[p] = sx;
    tailY[p] = sy;
    tailXX[p] = sxx;
    tailYY[p] = syy;
    tailXY[p] = sxy;
    const dx = rowsX[p] - x;
    const dy = rowsY[p] - y;
    sx += dx;
    sy += dy;
    sxx += dx * dx;
    syy += dy * dy;
    sxy += dx * dy;
  }
}

/** Central sums over the window: xx = sum((x - mean x)^2), yy, xy = sum((x - mean x)(y - mean y)). */
export function rollingPair(
  sums: PairSums,
  [x, y]: readonly Float64Array[],
  [xx, yy, xy]: readonly Float64Array[],
): void {
  const { window, rowsX, rowsY, heads } = sums;
  const [tailX, tailY, tailXX, tailYY, tailXY] = sums.tails;
  const share = 1 / window;
  for (let i = 0; i < x.length;) {
    let at = sums.at;
    if (at === 0) turn(sums, x[i], y[i]);
    const stop = Math.min(x.length, i + window - at);
    const [referenceX, referenceY] = sums.reference;
    let [hx, hy, hxx, hyy, hxy] = heads;
    for (; i < stop; i++, at++) {
      rowsX[at] = x[i];
      rowsY[at] = y[i];
      const dx = x[i] - referenceX;
      const dy = y[i] - referenceY;
      hx += dx;
      hy += dy;
      hxx += dx * dx;
      hyy += dy * dy;
      hxy += dx * dy;
      const sx = tailX[at] + hx;
      const sy = tailY[at] + hy;
      xx[i] = Math.max(0, tailXX[at] + hxx - sx * sx * share);
      yy[i] = Math.max(0, tailYY[at] + hyy - sy * sy * share);
      xy[i] = tailXY[at] + hxy - sx * sy * share;
    }
    heads[0] = hx;
    heads[1] = hy;
    heads[2] = hxx;
    heads[3] = hyy;
    heads[4] = hxy;
    sums.at = at === window ? 0 : at;
  }
}
