import { emaOf, smooth, type Smoother } from './smooth.ts';

/** Wilder's averages of rises and falls, seeded by their simple means over the first `window` changes. */
export interface GainLoss {
  readonly window: number;
  last: number;
  seen: number;
  gain: number;
  loss: number;
}

export function gainLoss(window: number): GainLoss {
  return { window, last: NaN, seen: 0, gain: 0, loss: 0 };
}

/** Average gain and loss at each bar. A NaN bar gives NaN and leaves the state as it was. */
export function gainsAndLosses(state: GainLoss, x: Float64Array, [gains, losses]: readonly Float64Array[]): void {
  const { window } = state;
  const alpha = 1 / window;
  let { last, seen, gain, loss } = state;
  for (let i = 0; i < x.length; i++) {
    const v = x[i];
    const change = v - last;
    if (v === v) last = v;
    let known = change === change;
    if (known) {
      // the positive part without a branch, which would be mispredicted every other bar; exact
      const up = (change + Math.abs(change)) / 2;
      const down = up - change;
      if (seen >= window) {
        gain += alpha * (up - gain);
        loss += alpha * (down - loss);
      } else {
        gain += up;
        loss += down;
        seen += 1;
        known = seen === window;
        if (known) {
          gain /= window;
          loss /= window;
        }
      }
    }
    gains[i] = known ? gain : NaN;
    losses[i] = known ? loss : NaN;
  }
  state.last = last;
  state.seen = seen;
  state.gain = gain;
  state.loss = loss;
}

/** A fast and a slow average and the smoothed distance between them; the fast seed is aligned to the slow one. */
export interface Convergence {
  readonly fast: Smoother;
  readonly slow: Smoother;
  readonly signal: Smoother;
}

export function convergenceOf(fast: number, slow: number, signal: number): Convergence {
  return { fast: emaOf(fast, slow - fast), slow: emaOf(slow), signal: emaOf(signal) };
}

/** line = fast - slow, per slow and times 100 where `relative`; signal = its average; histogram = line - signal. */
export function convergence(
  state: Convergence,
  x: Float64Array,
  outputs: readonly Float64Array[],
  relative = false,
): void {
  const [line, signal, histogram] = outputs;
  if (convergeKnown(state, x, outputs, relative)) return;
  smooth(state.fast, x, line);
  smooth(state.slow, x, signal);
  for (let i = 0; i < x.length; i++) {
    const gap = line[i] - signal[i];
    line[i] = relative ? (100 * gap) / signal[i] : gap;
  }
  smooth(state.signal, line, signal);
  for (let i = 0; i < x.length; i++) histogram[i] = line[i] - signal[i];
}

/** All in one pass, for averages that are seeded and rows that are known; else false, and the state is as before. */
function convergeKnown(
  { fast, slow, signal }: Convergence,
  x: Float64Array,
  [lines, signals, histograms]: readonly Float64Array[],
  relative: boolean,
): boolean {
  let a = fast.value;
  let b = slow.value;
  let c = signal.value;
  for (let i = 0; i < x.length; i++) {
    a += fast.alpha * (x[i] - a);
    b += slow.alpha * (x[i] - b);
    const line = relative ? (100 * (a - b)) / b : a - b;
    c += signal.alpha * (line - c);
    lines[i] = line;
    signals[i] = c;
    histograms[i] = line - c;
  }
  if (c !== c) return false;
  fast.value = a;
  slow.value = b;
  signal.value = c;
  return true;
}
