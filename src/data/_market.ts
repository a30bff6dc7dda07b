import { atan, exp, log } from '../core/math/index.ts';
import type { Rng } from '../core/rng.ts';

export interface MarketParams {
  readonly predictability: number;
  readonly horizon: number;
  readonly regimes: number;
  /** Standard deviation of one bar's log return, averaged over the regimes. */
  readonly sigma: number;
  /** Share of the variance of a shock that comes from the factor. */
  readonly common?: number;
}

/** Memory of the predictor: that of an EMA over 20 bars. */
const DECAY = 19 / 21;
const GAIN = Math.sqrt(1 - DECAY * DECAY);
/** Memory of the volatility that an observer sees: that of an EMA over 60 bars. */
const VOLATILITY_DECAY = 59 / 61;
/** Chance per bar that the volatility regime changes. */
const SWITCH = 0.005;
/** Ratio of the wildest regime's volatility to the calmest one's. */
const SPREAD = 3;
const FIRST_PRICE = 30_000;

export const MARKET_COLUMNS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'vwap',
  'count',
  'quote_volume',
  'taker_base',
] as const;

/**
 * Correlation of x[t] with z[t+1] + … + z[t+h], where z[t+1] = -pull x[t] + e and x[t+1] = DECAY x[t] + GAIN z[t+1]:
 * the closed form of that linear system, e being standard normal.
 */
export function correlationOf(pull: number, horizon: number): number {
  const memory = DECAY - GAIN * pull;
  const varX = (GAIN * GAIN) / (1 - memory * memory);
  const varZ = pull * pull * varX + 1;
  const covZX = GAIN * varZ - DECAY * pull * varX;
  let reach = 0;
  let varSum = horizon * varZ;
  let power = 1;
  for (let k = 0; k < horizon; k++) {
    if (k > 0) varSum -= 2 * (horizon - k) * pull * (power / memory) * covZX;
    reach += power;
    power *= memory;
  }
  return (pull * reach * Math.sqrt(varX)) / Math.sqrt(varSum);
}

/** The strongest pull that leaves the predictor a memory. */
const STRONGEST = (DECAY / GAIN) * 0.98;

export const strongestCorrelation = (horizon: number): number => correlationOf(STRONGEST, horizon);

/** The pull whose correlation over `horizon` bars is the one wanted, by bisection. */
export function pullFor(correlation: number, horizon: number): number {
  if (correlation === 0) return 0;
  let [low, high] = [0, STRONGEST];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (correlationOf(middle, horizon) < correlation) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Rank correlation of two jointly normal numbers: 6/pi asin(r/2) (Pearson 1907). */
export function rankCorrelation(r: number): number {
  const half = r / 2;
  return (6 / Math.PI) * atan(half / Math.sqrt(1 - half * half));
}

/** Volatility of each regime relative to the mean: a geometric ladder whose mean square is 1. */
function multipliers(regimes: number): number[] {
  let ladder = [1];
  if (regimes > 1) {
    const logStep = log(SPREAD) / (regimes - 1);
    ladder = Array.from({ length: regimes }, (_, k) => exp(k * logStep));
  }
  const square = ladder.reduce((sum, m) => sum + m * m, 0) / regimes;
  return ladder.map((m) => m / Math.sqrt(square));
}

/**
 * Writes bars of a market whose volatility jumps between regimes and whose closes are pulled towards their own recent mean.
 *
 * r[t+1] = v (-pull x[t] + e) - v^2/2, with v the regime's volatility, e standard normal, and x[t] the distance of the log
 * close from its EMA over 20 bars in units of the EWMA volatility over 60 bars: a function of past closes alone. With
 * pull 0 the expected close is the last close. High and low are drawn from the extremes of a Brownian bridge from open to
 * close; volume grows with the size of the return and the regime. Each bar takes the same draws whatever the parameters
 * and the length, so a longer range starts with the same bars.
 * With a factor, e is sqrt(common) of its draw and sqrt(1 - common) of the symbol's own.
 * Out: `columns` in the order of MARKET_COLUMNS; prices > 0, low <= open, close, vwap <= high.
 */
export function writeMarket(params: MarketParams, rng: Rng, columns: readonly Float64Array[], factor?: Rng): void {
  const [shared, own] = [Math.sqrt(params.common ?? 0), Math.sqrt(1 - (params.common ?? 0))];
  const ladder = multipliers(params.regimes);
  const pull = pullFor(params.predictability, params.horizon);
  let regime = Math.min(params.regimes - 1, Math.floor(rng.uniform() * params.regimes));
  let close = FIRST_PRICE;
  let seen = params.sigma * params.sigma;
  let x = 0;
  for (let t = 0; t < columns[0].length; t++) {
    const hop = rng.uniform();
    const where = rng.uniform();
    if (hop < SWITCH && params.regimes > 1) {
      regime = (regime + 1 + Math.min(params.regimes - 2, Math.floor(where * (params.regimes - 1)))) % params.regimes;
    }
    const v = params.sigma * ladder[regime];
    const drawn = rng.normal();
    const shock = -pull * x + (factor === undefined ? drawn : shared * factor.normal() + own * drawn);
    const r = v * shock - (v * v) / 2;
    const open = close;
    close = open * exp(r);
    writeBar({ t, open, close, r, v, shock, busy: ladder[regime] }, rng, columns);
    x = DECAY * x + (GAIN * r) / Math.sqrt(seen);
    seen = VOLATILITY_DECAY * seen + (1 - VOLATILITY_DECAY) * r * r;
  }
}

interface Move {
  readonly t: number;
  readonly open: number;
  readonly close: number;
  readonly r: number;
  readonly v: number;
  readonly shock: number;
  readonly busy: number;
}

function writeBar(move: Move, rng: Rng, columns: readonly Float64Array[]): void {
  const { t, open, close, r, v, shock, busy } = move;
  const up = (r + Math.sqrt(r * r + 2 * v * v * exponential(rng))) / 2;
  const down = (r - Math.sqrt(r * r + 2 * v * v * exponential(rng))) / 2;
  const high = Math.max(open, close, open * exp(up));
  const low = Math.min(open, close, open * exp(down));
  const volume = Math.round(100_000 * busy * exp(0.4 * Math.min(5, Math.abs(shock)) + 0.5 * rng.normal())) / 1000;
  const share = 0.5 + (0.2 * shock) / Math.sqrt(1 + shock * shock) + 0.1 * (rng.uniform() - 0.5);
  const vwap = (open + high + low + close) / 4 + (high - low) * 0.1 * (rng.uniform() - 0.5);
  const inside = Math.min(high, Math.max(low, vwap));
  const bar = [
    open,
    high,
    low,
    close,
    volume,
    inside,
    Math.max(1, Math.round(volume * 20)),
    volume * inside,
    volume * share,
  ];
  for (let k = 0; k < columns.length; k++) columns[k][t] = bar[k];
}

/** A waiting time of mean 1. */
const exponential = (rng: Rng): number => -log(1 - rng.uniform());
