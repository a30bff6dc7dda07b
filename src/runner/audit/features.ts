import type { Bars } from '../../core/artifacts.ts';
import type { Rng } from '../../core/rng.ts';
import { runJob } from '../compute.ts';
import type { Environment } from '../compute.ts';
import { ruleOf, weightArrays } from '../columns.ts';
import type { Plan } from '../plan.ts';
import type { RunOutcome } from '../run.ts';
import type { Checked, Finding, Moment } from './audit.ts';
import { differenceBefore } from './poison.ts';

type FeatureNode = Plan['spec']['features'][number];

/** All feature columns of some bars, by `name.output`, each as soon as those it reads are there, as the runner does. */
export async function featureColumns(
  plan: Plan,
  bars: Bars,
  environment: Environment,
): Promise<ReadonlyMap<string, Float64Array>> {
  const columns = new Map<string, Float64Array>();
  const made = new Map<string, Promise<void>>();
  const compute = async (node: FeatureNode): Promise<void> => {
    const { component, values } = node;
    await Promise.all(component.inputs(values).map((name) => made.get(plan.spec.resolve(name)?.node ?? '')));
    const names = component.inputs(values);
    const inputs = names.map((name) => columnIn(plan, bars, columns, name));
    const job = {
      kind: 'feature' as const,
      type: component.type,
      values,
      inputs: names.length,
      rules: names.map(ruleOf),
      interval_ms: bars.interval_ms,
      coarse_ms: values['interval'] as number | undefined,
    };
    const weights =
      job.coarse_ms === undefined ? {} : weightArrays(names, (name) => columnIn(plan, bars, columns, name));
    const given = Object.fromEntries([['time', bars.time], ...inputs.map((x, i) => [`in${i}`, x])]) as Record<
      string,
      Float64Array
    >;
    const arrays = { ...given, ...weights };
    const result = await runJob(job, arrays, environment, bars.rows);
    for (const { name, values: out } of result.arrays) columns.set(`${node.name}.${name}`, out as Float64Array);
  };
  for (const node of plan.spec.features) made.set(node.name, compute(node));
  await Promise.all(made.values());
  return columns;
}

/** The feature columns that the run itself has used. */
export function computedFeatures(plan: Plan, { computed }: RunOutcome): ReadonlyMap<string, Float64Array> {
  const columns = new Map<string, Float64Array>();
  for (const { name, component, values } of plan.spec.features) {
    for (const output of component.outputs?.(values) ?? ['']) {
      columns.set(`${name}.${output}`, computed.array(`features.${name}`, output) as Float64Array);
    }
  }
  return columns;
}

/** A bar column or feature column of some bars, by the name a reader uses. */
export function columnIn(
  plan: Plan,
  bars: Bars,
  columns: ReadonlyMap<string, Float64Array>,
  name: string,
): Float64Array {
  const target = plan.spec.resolve(name);
  if (target?.role !== 'bar') return columns.get(`${target?.node}.${target?.output}`) as Float64Array;
  return target.node === 'timestamp' ? bars.time : (bars.columns.get(target.node) as Float64Array);
}

/** Features known before the cut keep their bytes when what comes after it is replaced. */
export function auditFeatures(moment: Moment): Checked {
  const { plan, cut, real, altered } = moment;
  const findings: Finding[] = [];
  for (const node of plan.spec.features) {
    for (const output of node.component.outputs?.(node.values) ?? ['']) {
      const name = `${node.name}.${output}`;
      const row = differenceBefore(moment, real.get(name) as Float64Array, altered.get(name) as Float64Array);
      if (row < 0) continue;
      const message = `the feature reads its future: a change of the bars from row ${cut} on changed it`;
      findings.push({ node: `features.${node.name}`, column: output === '' ? node.name : name, row, message });
      break;
    }
  }
  return { checks: plan.spec.features.length, findings };
}

/** Rows per look at the reach of a feature, on average. */
const REACHED_ROWS = 1000;

/** A feature recomputed from no more rows than its declared reach must agree with its column. */
export function auditReach(
  plan: Plan,
  real: ReadonlyMap<string, Float64Array>,
  rng: Rng,
  samples: number,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const node of plan.spec.features) {
    if (node.values['interval'] !== undefined) continue; // its rows are those of coarser bars
    // columns that look far back take their time: two looks at least
    const most = Math.max(
      2,
      Math.min(samples, Math.floor((samples * REACHED_ROWS) / node.component.reach(node.values).bars)),
    );
    for (let i = 0; i < most; i++) {
      const finding = reachAt(plan, real, node, rng.int(0, plan.bars.rows - 1));
      if (finding === undefined) continue;
      findings.push(finding);
      break;
    }
  }
  return findings;
}

function reachAt(
  plan: Plan,
  real: ReadonlyMap<string, Float64Array>,
  node: FeatureNode,
  row: number,
): Finding | undefined {
  const { component, values } = node;
  const { bars } = plan;
  const reach = component.reach(values);
  const from = Math.max(0, row - reach.bars + 1);
  if (reach.kind === 'from_start' && from === 0) return undefined;
  const inputs = component.inputs(values).map((name) => columnIn(plan, bars, real, name).slice(from, row + 1));
  const names = component.outputs?.(values) ?? [''];
  const outputs = names.map(() => new Float64Array(row + 1 - from));
  const origin = Math.floor(bars.time[0] / bars.interval_ms) + from;
  component.push(component.start(values, origin), inputs, outputs);
  for (const [k, output] of names.entries()) {
    const column = real.get(`${node.name}.${output}`) as Float64Array;
    const value = outputs[k][row - from];
    const whole = column[row];
    if (Object.is(value, whole)) continue;
    const tolerance = reach.kind === 'window' ? 0 : reach.tolerance * scaleOf(column, from, row);
    if (Math.abs(value - whole) <= tolerance) continue;
    const stated =
      reach.kind === 'window'
        ? `a window of ${reach.bars} rows`
        : `agreement to ${reach.tolerance} after ${reach.bars} rows`;
    const message = `the feature states ${stated}, but computed from those rows alone it is ${value} instead of ${whole}`;
    return {
      node: `features.${node.name}`,
      column: output === '' ? node.name : `${node.name}.${output}`,
      row,
      message,
    };
  }
  return undefined;
}

function scaleOf(column: Float64Array, from: number, to: number): number {
  let scale = 0;
  for (let t = from; t <= to; t++) if (Math.abs(column[t]) > scale) scale = Math.abs(column[t]);
  return scale;
}
