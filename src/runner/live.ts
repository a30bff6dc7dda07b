import type { Range } from '../core/artifacts.ts';
import { SIGNAL_OUTPUTS } from '../core/contracts/signal.ts';
import type { SimulationColumns, SimulationResult } from '../execution/_simulator/types.ts';
import { pushGates } from '../gates/_combine.ts';
import type { Workspace } from './columns.ts';
import { liveFeatures, one, onGrid } from './live-features.ts';
import type { Push } from './live-features.ts';
import { inTurn, liveBins, liveScores } from './live-scores.ts';
import type { LiveSymbol } from './live-scores.ts';
import { planOf, tradedRows } from './panel-columns.ts';
import type { SymbolColumns } from './panel-columns.ts';
import type { Plan } from './plan.ts';
import { learn, learnerOf } from './signal-fit.ts';
import { inputColumn, outcomesOf, simulatorInputs } from './strategy.ts';
import type { BoundSignal, Inputs, Strategy } from './strategy.ts';
import { startTrading } from './trade.ts';
import { startPanel } from './trade-panel.ts';

/**
 * The live feed: the bars of each time go through the feature states, symbol by symbol and then across them, the saved
 * models and calibrators, the signal and gate states, and then through the same `step`. No batch column of features,
 * scores or signals is read; only bars up to that time are.
 */
export function simulateLive(plan: Plan, strategy: Strategy, saved: Workspace, range: Range): SimulationResult {
  const features = liveFeatures(plan);
  const latest: LiveSymbol['latest'] = new Map();
  const symbols = plan.panel.members.map((member) => {
    const column: LiveSymbol['column'] = (name) => features.column(name, member);
    return liveSymbol(strategy, { plan, saved, member, latest, column });
  });
  const { time, interval_ms } = plan.bars;
  const simulation = plan.panel.several
    ? startPanel(plan, strategy, { time, interval_ms, symbols }, range)
    : startTrading(strategy, symbols[0].columns, range);
  for (let g = 0; g < range.to; g++) {
    features.push(g);
    for (const { push } of symbols) push(g);
    if (g >= range.from) simulation.step(g);
  }
  return simulation.finish();
}

function liveSymbol(strategy: Strategy, own: LiveSymbol): Omit<SymbolColumns, 'learnt'> & { readonly push: Push } {
  const { plan, saved, member, column } = own;
  const { score, push: pushScores } = liveScores(own);
  const { bins, push: pushBins } = liveBins(own, score);
  const inputs: Inputs = { column, score, bins, label: column, outcome: outcomesOf(plan, saved, member) };
  const listed = tradedRows(plan, member);
  const { columns, push: pushSignals } = liveSignals(planOf(plan, member), strategy, inputs, listed);
  const push = onGrid(member, (t) => {
    pushScores(t);
    pushBins(t);
    pushSignals(t);
  });
  return { symbol: member.symbol, columns, rowOf: member.rowOf, listed, push };
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

/** Signals and gates of one symbol; outside the universe it is not traded. */
function liveSignals(
  plan: Plan,
  strategy: Strategy,
  inputs: Inputs,
  listed: Uint8Array,
): { readonly columns: SimulationColumns; readonly push: Push } {
  const { rows, symbol } = plan.bars;
  const made = new Map<string, readonly Float64Array[]>();
  const pushes = strategy.signals.map(({ node, inputs: wanted, units }): Push => {
    const columns = wanted.flatMap((input) =>
      input.role === 'signal' ? (made.get(input.name) ?? []) : [inputColumn(plan, inputs, input)],
    );
    const outputs = SIGNAL_OUTPUTS.map(() => new Float64Array(rows).fill(NaN));
    made.set(node.name, outputs);
    const state = node.component.start(node.values, units, symbol);
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
  const push: Push = (t) => {
    for (const pushSignal of pushes) pushSignal(t);
    if (listed[t] === 0) direction[t] = 0;
    if (t < plan.traded.from) return;
    const bar = { direction: one(direction, t), edge: one(edge, t), sigma: one(sigma, t), strength: one(strength, t) };
    pushGates(gates, bar, vote.subarray(t, t + 1), mask.subarray(t, t + 1));
  };
  return { columns, push };
}
