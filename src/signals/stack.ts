import { windowReach } from '../core/contracts/feature.ts';
import type { FittedWeight } from '../core/contracts/signal.ts';
import { defineSignal, SIGNAL_OUTPUTS } from '../core/contracts/signal.ts';
import { nonNegativeSolution, spearman } from '../core/math/index.ts';
import * as p from '../core/params.ts';
import { emitEdge, toBps } from './_emit.ts';
import { REFITS, refitsOf } from './_learning.ts';

const OUTPUTS = SIGNAL_OUTPUTS.length;

const params = {
  of: p.inputs('Signals that are combined.', { accepts: ['signal'] }),
  label: p.input('Return that their combination is to forecast.', { accepts: ['label'] }),
  fit: p.block('When the weights are fitted, and on which rows.', REFITS, { default: {} }),
  l2: p.number('Penalty on the weights of signals of unit size, per row.', { min: 0, default: 0.001 }),
  sigma: p.input('Standard deviation of one bar, as a fraction or in bps.', {
    accepts: ['column', 'score'],
    optional: true,
  }),
};

interface State {
  readonly count: number;
  readonly hasSigma: boolean;
  readonly sigmaFactor: number;
}

/**
 * edge = sum(b * x), x = a signal's edge in bps, or its direction where it has none; direction = sign(edge), strength =
 * |edge| / sigma (or |direction|). At each date b >= 0 minimises mean (y - sum(b * x))² + l2 x sum(b² x mean x²) over the
 * rows of the window whose label has resolved by then; no intercept: signals that say nothing add up to nothing.
 *
 * In: signals, the label in bps, a sigma (bps, or a fraction). Rows on which all signals are 0 teach nothing and are left
 * out. An edge that is not known counts as 0. Before the first fit, and with fewer than `min_samples` rows, the edge is
 * not known and the direction 0.
 */
export default defineSignal({
  type: 'stack',
  version: 1,
  summary: 'Signals weighted by what they have been worth, out of sample.',
  source: 'Breiman (1996), Stacked regressions, Machine Learning 24',
  params,
  inputs({ of, sigma }) {
    const signals = of.map((name) => ({ name, role: 'signal' as const }));
    return sigma === undefined ? signals : [...signals, { name: sigma, role: 'column' as const }];
  },
  gives: ({ sigma }) => (sigma === undefined ? ['edge'] : ['edge', 'sigma']),
  reach: () => windowReach(1),
  learns: {
    table: 'stack',
    refits: ({ fit }) => refitsOf(fit),
    weights: ({ of, label }) => of.map((input) => ({ input, label })),
    fit: ({ of, fit, l2 }, _units, { inputs, labels }) =>
      stackedWeights(
        of.map((_, k) => inputs.slice(k * OUTPUTS, (k + 1) * OUTPUTS)),
        labels[0],
        { l2, least: fit.min_samples },
      ),
  },
  start: ({ of, sigma }, units): State => ({
    count: of.length,
    hasSigma: sigma !== undefined,
    sigmaFactor: toBps(units[of.length]),
  }),
  push({ count, hasSigma, sigmaFactor }, inputs, outputs) {
    const sigmas = hasSigma ? inputs[count * OUTPUTS] : undefined;
    const first = count * OUTPUTS + (hasSigma ? 1 : 0);
    for (let i = 0; i < outputs[0].length; i++) {
      let edge = 0;
      for (let k = 0; k < count; k++) edge += inputs[first + k][i] * sizeOf(inputs, k * OUTPUTS, i);
      emitEdge(outputs, i, edge, sigmas === undefined ? NaN : sigmas[i] * sigmaFactor, hasSigma);
    }
  },
});

/** A signal's edge, or its direction where it has none. */
function sizeOf(inputs: readonly Float64Array[], at: number, i: number): number {
  const edge = inputs[at + 1][i];
  return edge === edge ? edge : inputs[at][i];
}

interface Fitting {
  readonly l2: number;
  readonly least: number;
}

function stackedWeights(
  signals: readonly (readonly Float64Array[])[],
  label: Float64Array,
  { l2, least }: Fitting,
): readonly FittedWeight[] {
  const sizes = signals.map((columns) => label.map((_, i) => sizeOf(columns, 0, i)));
  const rows = Int32Array.from(label.keys()).filter((t) => label[t] === label[t] && sizes.some((x) => x[t] !== 0));
  const x = sizes.map((size) => Float64Array.from(rows, (t) => size[t]));
  const y = Float64Array.from(rows, (t) => label[t]);
  const samples = rows.length;
  if (samples < least) return x.map(() => ({ weight: NaN, ic: NaN, samples }));
  const scale = x.map((column) => Math.sqrt(product(column, column) / samples));
  const k = x.length;
  const gram = new Float64Array(k * k);
  const right = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    if (scale[i] === 0) continue;
    right[i] = product(x[i], y) / (samples * scale[i]);
    for (let j = 0; j < k; j++)
      if (scale[j] > 0) gram[i * k + j] = product(x[i], x[j]) / (samples * scale[i] * scale[j]) + (i === j ? l2 : 0);
  }
  const b = nonNegativeSolution(gram, right);
  return x.map((column, i) => ({ weight: scale[i] > 0 ? b[i] / scale[i] : 0, ic: spearman(column, y), samples }));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t] * b[t];
  return sum;
}
