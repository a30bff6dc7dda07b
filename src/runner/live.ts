import type { Range } from '../core/artifacts.ts';
import { binNumber } from '../core/quantile-bins.ts';
import { SIGNAL_OUTPUTS } from '../core/contracts/signal.ts';
import type { SimulationResult } from '../execution/_simulator/types.ts';
import { pushGates } from '../gates/_combine.ts';
import type { Node } from '../spec/types.ts';
import { binnedOf, fittedBins } from './bins.ts';
import { mergerOf } from '../data/resample.ts';
import type { Merger } from '../data/resample.ts';
import { barColumn, onlyMember, ruleOf, weightArrays } from './columns.ts';
import type { Workspace } from './columns.ts';
import { isGivenModel } from './given.ts';
import { foldName } from './plan.ts';
import type { Plan } from './plan.ts';
import { fullScoreName, loadCalibrator } from './stitch.ts';
import { firstWhole, weightsIn } from './steps/feature.ts';
import { isStacked } from './stacked.ts';
import { learn, learnerOf } from './signal-fit.ts';
import { loadPredictor } from './steps/score.ts';
import { textOf } from './steps/step.ts';
import { inputColumn, outcomesOf, simulatorInputs } from './strategy.ts';
import type { BoundSignal, Inputs, Strategy } from './strategy.ts';
import { startTrading } from './trade.ts';

type Columns = Map<string, Float64Array>;
type Push = (t: number) => void;

/**
 * The live feed: each bar goes through the feature states, the saved models and calibrators, the signal and gate states,
 * and then through the same `step`. No batch column of features, scores or signals is read; only bars up to t are.
 */
export function simulateLive(plan: Plan, strategy: Strategy, saved: Workspace, range: Range): SimulationResult {
  const features: Columns = new Map();
  const scores: Columns = new Map();
  const column = (name: string): Float64Array => {
    const target = plan.spec.resolve(name);
    if (target?.role === 'bar') return barColumn(onlyMember(plan), target.node);
    return features.get(`${target?.node}.${target?.output}`) as Float64Array;
  };
  const score = (name: string): Float64Array => scores.get(fullScoreName(plan, scores, name)) as Float64Array;
  const pushFeatures = plan.spec.features.map((node) => liveFeature(plan, node, features, column));
  const pushScores = liveScores(plan, saved, scores, column);
  const { bins, pushBins } = liveBins(plan, saved, score);
  const inputs: Inputs = { column, score, bins, label: column, outcome: outcomesOf(plan, saved, onlyMember(plan)) };
  const { columns, pushSignals } = liveSignals(plan, strategy, inputs);
  const simulation = startTrading(strategy, columns, range);
  for (let t = 0; t < range.to; t++) {
    for (const push of pushFeatures) push(t);
    if (t < plan.traded.from) {
      pushSignals(t);
      continue;
    }
    pushScores(t);
    pushBins(t);
    pushSignals(t);
    if (t >= range.from) simulation.step(t);
  }
  return simulation.finish();
}

const one = (x: Float64Array, t: number): Float64Array => x.subarray(t, t + 1);

function liveFeature(
  plan: Plan,
  node: Plan['spec']['features'][number],
  features: Columns,
  column: (name: string) => Float64Array,
): Push {
  const { component, values } = node;
  const { time, rows, interval_ms } = plan.bars;
  const names = component.inputs(values);
  const inputs = names.map(column);
  const outputs = (component.outputs?.(values) ?? ['']).map((output) => {
    const out = new Float64Array(rows).fill(NaN);
    features.set(`${node.name}.${output}`, out);
    return out;
  });
  const coarse_ms = values['interval'] as number | undefined;
  if (coarse_ms !== undefined)
    return liveCoarse(node, { time, interval_ms, coarse_ms }, inputs, mergersOf(names, column), outputs);
  const state = component.start(values, Math.floor(time[0] / interval_ms));
  return (t) =>
    component.push(
      state,
      inputs.map((x) => one(x, t)),
      outputs.map((x) => one(x, t)),
    );
}

interface Grid {
  readonly time: Float64Array;
  readonly interval_ms: number;
  readonly coarse_ms: number;
}

/** Gathers fine bars into a coarse one and pushes it when its last slot has closed (or when the next one begins). */
function liveCoarse(
  node: Plan['spec']['features'][number],
  grid: Grid,
  inputs: readonly Float64Array[],
  mergers: readonly Merger[],
  outputs: readonly Float64Array[],
): Push {
  const { component, values } = node;
  const { time, interval_ms, coarse_ms } = grid;
  const start = firstWhole(time, coarse_ms);
  const state = component.start(values, start < time.length ? Math.floor(time[start] / coarse_ms) : 0);
  const bar = inputs.map(() => new Float64Array(1));
  const known = outputs.map(() => Float64Array.of(NaN));
  let slot = NaN;
  let from = start;
  let pending = false;
  const flush = (to: number): void => {
    mergers.forEach((merge, i) => (bar[i][0] = merge(inputs[i], from, to)));
    component.push(state, bar, known);
    pending = false;
  };
  return (t) => {
    if (t < start) return;
    const current = Math.floor(time[t] / coarse_ms);
    if (current !== slot) {
      if (pending) flush(t);
      from = t;
    }
    slot = current;
    pending = true;
    if (time[t] + interval_ms >= (current + 1) * coarse_ms) flush(t + 1);
    outputs.forEach((out, k) => (out[t] = known[k][0]));
  };
}

/** What makes one coarse value of each input. */
function mergersOf(names: readonly string[], column: (name: string) => Float64Array): readonly Merger[] {
  const weights = weightsIn(weightArrays(names, column));
  return names.map((name) => mergerOf(ruleOf(name), weights));
}

/** Scores and calibrated scores at t from the saved models and calibrators whose windows hold t. */
function liveScores(plan: Plan, saved: Workspace, scores: Columns, column: (name: string) => Float64Array): Push {
  const score = (name: string): Float64Array => scores.get(fullScoreName(plan, scores, name)) as Float64Array;
  const { spec, folds, bars } = plan;
  const labels = (node: Node | undefined): readonly string[] => (node?.values['labels'] ?? []) as readonly string[];
  const open = (name: string): Float64Array => {
    const out = new Float64Array(bars.rows).fill(NaN);
    scores.set(name, out);
    return out;
  };
  const models = spec.models.flatMap((node) =>
    labels(node).map((label): Push => {
      const out = open(`${node.name}.${label}`);
      const given = plan.given.get(node.name)?.[0];
      if (given !== undefined && isGivenModel(given)) {
        const columns = given.columns.map(column);
        const predictor = loadPredictor(node.component, given.text, columns.length);
        return (t) => predictor.predict(columns, t, t + 1, out, t);
      }
      if (given !== undefined) return (t) => void (out[t] = given.score[t]);
      return inTurn(
        folds.map((fold) => ({
          from: fold.test.from,
          load: () => {
            const text = textOf(saved.array(`models.${node.name}/${label}/${foldName(fold.index)}`, 'model'));
            const columns = (plan.columns.get(node.name) ?? []).map(isStacked(node) ? score : column);
            const predictor = loadPredictor(node.component, text, columns.length);
            return (t) => predictor.predict(columns, t, t + 1, out, t);
          },
        })),
      );
    }),
  );
  const calibrators = spec.calibrators.flatMap((node) => {
    const of = node.values['of'] as string;
    return labels(spec.models.find((m) => m.name === of)).map((label): Push => {
      const out = open(`${node.name}.${label}`);
      const raw = scores.get(`${of}.${label}`) as Float64Array;
      return inTurn(
        (plan.terms.get(node.name) ?? []).map((term) => ({
          from: term.apply.from,
          load: () => {
            const map = loadCalibrator(node, label, term, saved);
            return (t) => void (out[t] = map(raw[t]));
          },
        })),
      );
    });
  });
  return (t) => {
    for (const push of models) push(t);
    for (const push of calibrators) push(t);
  };
}

/** Pushes by what was loaded when the latest window began; nothing before the first one. */
function inTurn(windows: readonly { readonly from: number; load(): Push }[]): Push {
  let next = 0;
  let current: Push = () => {};
  return (t) => {
    for (; next < windows.length && t >= windows[next].from; next++) current = windows[next].load();
    current(t);
  };
}

/** Bins of calibrated scores at t, by edges fitted when the term of t began. */
function liveBins(
  plan: Plan,
  saved: Workspace,
  score: (name: string) => Float64Array,
): { readonly bins: Inputs['bins']; readonly pushBins: Push } {
  const pushes: Push[] = [];
  const bins = (name: string, count: number): Float64Array => {
    const out = new Float64Array(plan.bars.rows).fill(NaN);
    const calibrated = score(name);
    const binned = binnedOf(plan, name);
    pushes.push(
      inTurn(
        binned.terms.map((term) => ({
          from: term.apply.from,
          load: () => {
            const fitted = fittedBins(plan, saved, binned, term, count);
            return (t) => void (out[t] = binNumber(fitted, calibrated[t]));
          },
        })),
      ),
    );
    return out;
  };
  return { bins, pushBins: (t) => pushes.forEach((push) => push(t)) };
}

/** What a signal learns when its term of t begins, from the bars before it. */
function liveWeights(plan: Plan, { node, units }: BoundSignal, columns: readonly Float64Array[], inputs: Inputs) {
  const learner = learnerOf(plan, node, units);
  if (learner === undefined) return { weights: [], pushWeights: () => {} };
  const weights = learner.weights.map(() => new Float64Array(plan.bars.rows).fill(NaN));
  const pushWeights = inTurn(
    learner.terms.map((term) => ({
      from: term.apply.from,
      load: () => {
        const found = learn(learner, term, columns, inputs.outcome);
        return (t) => weights.forEach((x, k) => (x[t] = found[k].weight));
      },
    })),
  );
  return { weights, pushWeights };
}

function liveSignals(plan: Plan, strategy: Strategy, inputs: Inputs) {
  const { rows } = plan.bars;
  const made = new Map<string, readonly Float64Array[]>();
  const pushes = strategy.signals.map(({ node, inputs: wanted, units }): Push => {
    const columns = wanted.flatMap((input) =>
      input.role === 'signal' ? (made.get(input.name) ?? []) : [inputColumn(plan, inputs, input)],
    );
    const outputs = SIGNAL_OUTPUTS.map(() => new Float64Array(rows).fill(NaN));
    made.set(node.name, outputs);
    const state = node.component.start(node.values, units, plan.bars.symbol);
    const { weights, pushWeights } = liveWeights(plan, { node, inputs: wanted, units }, columns, inputs);
    return (t) => {
      pushWeights(t);
      node.component.push(
        state,
        [...columns, ...weights].map((x) => one(x, t)),
        outputs.map((x) => one(x, t)),
      );
    };
  });
  const [direction, edge, sigma, strength] = made.get(plan.spec.portfolio.of) as readonly Float64Array[];
  const vote = new Int8Array(rows);
  const mask = new Uint32Array(rows);
  const gates = strategy.startGates();
  const columns = { ...simulatorInputs(plan, strategy, inputs), direction, edge, sigma, strength, vote, mask };
  const pushSignals: Push = (t) => {
    for (const push of pushes) push(t);
    if (t < plan.traded.from) return;
    const bar = { direction: one(direction, t), edge: one(edge, t), sigma: one(sigma, t), strength: one(strength, t) };
    pushGates(gates, bar, vote.subarray(t, t + 1), mask.subarray(t, t + 1));
  };
  return { columns, pushSignals };
}
