import type { Feature } from '../core/contracts/feature.ts';
import { mergerOf } from '../data/resample.ts';
import type { Merger } from '../data/resample.ts';
import type { Node } from '../spec/types.ts';
import { barColumn, ruleOf, weightArrays } from './columns.ts';
import type { Member } from './panel.ts';
import type { Plan } from './plan.ts';
import { isCross, referenceOf } from './scopes.ts';
import { firstWhole, weightsIn } from './steps/feature.ts';

/** Does what one row brings: of the time grid, or of a symbol. */
export type Push = (row: number) => void;

/** Feature columns that fill as the time grid is stepped through. */
export interface LiveFeatures {
  /** A bar or feature column of a symbol, on its own rows. */
  column(name: string, member: Member): Float64Array;
  /** Pushes the bars that open at a grid row through the feature states. */
  push: Push;
}

/** The row of each value of a column as a column of its own. */
export const one = (x: Float64Array, t: number): Float64Array => x.subarray(t, t + 1);

export function liveFeatures({ spec, panel }: Plan): LiveFeatures {
  const { members } = panel;
  const made = members.map(() => new Map<string, Float64Array>());
  const column: LiveFeatures['column'] = (name, member) => {
    const target = spec.resolve(name);
    if (target?.role === 'bar') return barColumn(member, target.node);
    return made[member.index].get(`${target?.node}.${target?.output}`) as Float64Array;
  };
  const pushes = spec.features.map((node): Push => {
    const names = node.component.outputs?.(node.values) ?? [''];
    const outputs = members.map(({ index, bars }) =>
      names.map((output) => {
        const out = new Float64Array(bars.rows).fill(NaN);
        made[index].set(`${node.name}.${output}`, out);
        return out;
      }),
    );
    const inputsOf = (member: Member): readonly Float64Array[] =>
      node.component.inputs(node.values).map((name) => column(name, member));
    if (isCross(node)) return liveCross(node, members, members.map(inputsOf), outputs);
    const reference = referenceOf(panel, node);
    const own = (reference === undefined ? members : [reference]).map((member) => {
      const push = liveFeature(node, member, (name) => column(name, member), outputs[member.index]);
      return onGrid(member, push);
    });
    const joined = reference === undefined ? [] : members.filter((member) => member !== reference);
    const join = joined.map((member) => liveJoined(reference as Member, member, outputs));
    return (g) => {
      for (const push of own) push(g);
      for (const push of join) push(g);
    };
  });
  return { column, push: (g) => pushes.forEach((push) => push(g)) };
}

/** What is done on a symbol's own rows, by grid row: nothing where it has no bar. */
export function onGrid({ rowOf }: Pick<Member, 'rowOf'>, push: Push): Push {
  return (g) => {
    const t = rowOf[g];
    if (t >= 0) push(t);
  };
}

/** The reference's last value that is known by the close of a bar of the member. */
function liveJoined(reference: Member, member: Member, outputs: readonly (readonly Float64Array[])[]): Push {
  const [from, to] = [outputs[reference.index], outputs[member.index]];
  let last = -1;
  return (g) => {
    if (reference.rowOf[g] >= 0) last = reference.rowOf[g];
    const t = member.rowOf[g];
    if (t >= 0 && last >= 0) to.forEach((out, k) => (out[t] = from[k][last]));
  };
}

/** One cross-section per grid row; the same choice of symbols as `crossStep`. */
function liveCross(
  { component, values }: Node<Feature>,
  members: readonly Member[],
  inputs: readonly (readonly Float64Array[])[],
  outputs: readonly (readonly Float64Array[])[],
): Push {
  const state = component.start(values, 0);
  return (g) => {
    const known = members.filter(({ index, rowOf, listed }) => {
      const t = rowOf[g];
      return t >= 0 && listed[t] === 1 && inputs[index].every((x) => x[t] === x[t]);
    });
    if (known.length === 0) return;
    const rows = known.map(({ rowOf }) => rowOf[g]);
    const section = (of: readonly (readonly Float64Array[])[], k: number): Float64Array =>
      Float64Array.from(known, ({ index }, i) => of[index][k][rows[i]]);
    const out = outputs[0].map(() => new Float64Array(known.length));
    component.push(
      state,
      inputs[0].map((_, k) => section(inputs, k)),
      out,
    );
    known.forEach(({ index }, i) => out.forEach((x, k) => (outputs[index][k][rows[i]] = x[i])));
  };
}

function liveFeature(
  node: Node<Feature>,
  { bars }: Member,
  column: (name: string) => Float64Array,
  outputs: readonly Float64Array[],
): Push {
  const { component, values } = node;
  const { time, interval_ms } = bars;
  const names = component.inputs(values);
  const inputs = names.map(column);
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
  { component, values }: Node<Feature>,
  { time, interval_ms, coarse_ms }: Grid,
  inputs: readonly Float64Array[],
  mergers: readonly Merger[],
  outputs: readonly Float64Array[],
): Push {
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
