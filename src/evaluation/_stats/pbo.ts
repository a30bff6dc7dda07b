import { log, mean } from '../../core/math/index.ts';
import { ratio } from './sample.ts';

export interface Pbo {
  /** Share of splits whose in-sample best ranks in the lower half out of sample, 0..1. */
  readonly pbo: number;
  /** log(w / (1 - w)) per split, w the relative out-of-sample rank of the in-sample best; in a fixed order of splits. */
  readonly logits: Float64Array;
  /** Share of splits whose in-sample best has a Sharpe ratio below 0 out of sample. */
  readonly loss: number;
  readonly splits: number;
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation. The periods are cut into `blocks`
 * runs of (nearly) equal length; for every choice of half of them as in-sample the trial with the best Sharpe
 * ratio there is ranked on the other half, w = rank / (trials + 1), rank 1 the worst, ties averaged.
 *
 * In: one return series per trial (fractions, same length, no NaN); even blocks, 2..20; 2+ trials. A trial that is
 * flat in a half has Sharpe 0 there. Of equal in-sample bests the first is taken. w = 1/2 counts as overfit.
 * Source: Bailey, Borwein, Lopez de Prado and Zhu (2017), The probability of backtest overfitting, J. Comp. Finance 20(4).
 */
export function pbo(trials: readonly Float64Array[], blocks = 16): Pbo {
  const periods = check(trials, blocks);
  const table = trials.map((returns) => blockSums(returns, blocks));
  const lengths = Array.from({ length: blocks }, (_, b) => bound(b + 1, periods, blocks) - bound(b, periods, blocks));
  const halves = choose(blocks, blocks / 2);
  const logits = new Float64Array(halves.length);
  let losses = 0;
  halves.forEach((inSample, split) => {
    const inside = table.map((sums) => sharpeOver(sums, lengths, inSample, true));
    const outside = table.map((sums) => sharpeOver(sums, lengths, inSample, false));
    const best = inside.indexOf(Math.max(...inside));
    const rank = averageRank(outside, outside[best]);
    const w = rank / (trials.length + 1);
    logits[split] = log(w / (1 - w));
    if (outside[best] < 0) losses++;
  });
  const overfit = logits.filter((v) => v <= 0).length;
  return { pbo: overfit / halves.length, logits, loss: losses / halves.length, splits: halves.length };
}

function check(trials: readonly Float64Array[], blocks: number): number {
  if (trials.length < 2) throw new RangeError(`the probability of overfitting needs 2 trials, found ${trials.length}`);
  if (blocks < 2 || blocks > 20 || blocks % 2 !== 0)
    throw new RangeError(`blocks must be even in 2..20, found ${blocks}`);
  const periods = trials[0].length;
  if (trials.some((r) => r.length !== periods)) throw new RangeError('trials differ in their number of periods');
  if (periods < 2 * blocks) throw new RangeError(`${blocks} blocks need ${2 * blocks} periods, found ${periods}`);
  return periods;
}

const bound = (block: number, periods: number, blocks: number): number => Math.floor((block * periods) / blocks);

interface BlockSums {
  readonly center: number;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Sums per block of returns less their overall mean, so that the squares do not cancel. */
function blockSums(returns: Float64Array, blocks: number): BlockSums {
  const center = mean(returns);
  const sums = new Float64Array(blocks);
  const squares = new Float64Array(blocks);
  for (let b = 0; b < blocks; b++) {
    for (let t = bound(b, returns.length, blocks); t < bound(b + 1, returns.length, blocks); t++) {
      const d = returns[t] - center;
      sums[b] += d;
      squares[b] += d * d;
    }
  }
  return { center, sums, squares };
}

/** Sharpe ratio (ddof 1) over the blocks of `half` (a bit mask), or over the others. */
function sharpeOver(
  { center, sums, squares }: BlockSums,
  lengths: readonly number[],
  half: number,
  chosen: boolean,
): number {
  let n = 0;
  let s = 0;
  let q = 0;
  for (let b = 0; b < sums.length; b++) {
    if ((((half >>> b) & 1) === 1) !== chosen) continue;
    n += lengths[b];
    s += sums[b];
    q += squares[b];
  }
  const variance = (q - (s * s) / n) / (n - 1);
  const level = center + s / n;
  const flat = variance <= n * Number.EPSILON * (level * level);
  return flat ? 0 : ratio(level, Math.sqrt(variance));
}

/** Rank of `value` among `all` from below, 1-based, ties averaged. */
function averageRank(all: readonly number[], value: number): number {
  const below = all.filter((v) => v < value).length;
  const equal = all.filter((v) => v === value).length;
  return below + (equal + 1) / 2;
}

/** All masks of `n` bits with `k` set, increasing. */
function choose(n: number, k: number): number[] {
  const masks: number[] = [];
  for (let mask = 0; mask < 1 << n; mask++) if (bits(mask) === k) masks.push(mask);
  return masks;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) count++;
  return count;
}
