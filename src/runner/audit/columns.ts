import type { Feature } from '../../core/contracts/feature.ts';
import type { Node } from '../../spec/types.ts';
import { columnOf, memberOf } from '../columns.ts';
import type { Workspace } from '../columns.ts';
import { runJob } from '../compute.ts';
import type { Environment } from '../compute.ts';
import { find } from '../job-rows.ts';
import { prepareJob } from '../jobs.ts';
import type { Member } from '../panel.ts';
import type { Plan, PlanNode } from '../plan.ts';
import { isCross, referenceOf } from '../scopes.ts';
import { shared } from '../steps/step.ts';
import type { StepResult } from '../steps/step.ts';

export interface Altered {
  readonly changed: readonly Member[];
  readonly real: Workspace;
  /** Where columns are to be computed near the cut only. */
  readonly near: Near | undefined;
}

export interface Near {
  /** Grid row from which on the bars are others. */
  readonly cut: number;
  /** Columns that depend on all bars before take a whole pass: without it they stay as they are. */
  readonly whole: boolean;
}

/** Rows before the cut that are computed of a column with a window, at least. */
const BEFORE = 1024;

/**
 * Features and labels of a plan over other bars, each as soon as what it reads is there, as the runner does. Those that
 * read none of the changed symbols are as they were. `near`: columns with a window are computed from so many bars before
 * the cut as the window takes and `BEFORE` more; earlier rows are those of the real column.
 */
export async function alteredColumns(plan: Plan, of: Altered, environment: Environment): Promise<Workspace> {
  const results = new Map<string, StepResult>();
  const made = new Map<string, Promise<void>>();
  const workspace: Workspace = {
    array: (id, name) => results.get(id)?.arrays.find((a) => a.name === name)?.values ?? of.real.array(id, name),
  };
  const symbols = new Set(of.changed.map(({ symbol }) => symbol));
  const isOther = ({ symbol, deps }: PlanNode): boolean =>
    symbol === undefined || symbols.has(symbol) || deps.some((id) => made.has(id));
  for (const node of plan.nodes) {
    if ((node.kind !== 'feature' && node.kind !== 'label') || !isOther(node)) continue;
    const compute = async (): Promise<void> => {
      await Promise.all(node.deps.map((id) => made.get(id)));
      const nearby = node.kind === 'feature' ? nearCut(plan, node, of, workspace) : undefined;
      if (nearby !== undefined) return void results.set(node.id, nearby);
      const { job, arrays } = prepareJob(plan, node, workspace);
      results.set(node.id, await runJob(job, arrays, environment, node.rows));
    };
    made.set(node.id, compute());
  }
  await Promise.all(made.values());
  return workspace;
}

/** The columns of a feature from a part of the bars; undefined where it takes all of them. */
function nearCut(plan: Plan, node: PlanNode, { near, real }: Altered, workspace: Workspace): StepResult | undefined {
  const owner: Node<Feature> = find(plan.spec.features, node.name);
  if (near === undefined || isCross(owner)) return undefined;
  const member = memberOf(plan, node);
  if ((referenceOf(plan.panel, owner) ?? member) !== member) return undefined;
  const { component, values } = owner;
  const { rows } = member.bars;
  const reach = component.reach(values);
  const from = member.range({ from: 0, to: near.cut }).to - BEFORE - reach.bars;
  const names = component.outputs?.(values) ?? [''];
  const known = (name: string): Float64Array => real.array(node.id, name) as Float64Array;
  if (reach.kind !== 'window' || values['interval'] !== undefined) {
    if (near.whole) return undefined;
    return { meta: null, arrays: names.map((name) => ({ name, values: known(name).subarray(0, rows) })) };
  }
  if (from <= 0) return undefined;
  const parts = pushedFrom(from, member, owner, (name) => columnOf(plan, workspace, name, member));
  const sure = from + reach.bars - 1;
  const arrays = names.map((name, i) => {
    const column = shared(rows);
    column.set(known(name).subarray(0, sure));
    column.set(parts[i].subarray(sure - from), sure);
    return { name, values: column };
  });
  return { meta: null, arrays };
}

function pushedFrom(
  from: number,
  { bars: { time, rows, interval_ms } }: Member,
  { component, values }: Node<Feature>,
  column: (name: string) => Float64Array,
): readonly Float64Array[] {
  const inputs = component.inputs(values).map((name) => column(name).subarray(from));
  const outputs = (component.outputs?.(values) ?? ['']).map(() => new Float64Array(rows - from));
  component.push(component.start(values, Math.floor(time[0] / interval_ms) + from), inputs, outputs);
  return outputs;
}
