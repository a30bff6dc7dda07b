import type { Feature } from '../../core/contracts/feature.ts';
import type { Rng } from '../../core/rng.ts';
import type { Node } from '../../spec/types.ts';
import { columnOf } from '../columns.ts';
import type { Workspace } from '../columns.ts';
import type { Member } from '../panel.ts';
import type { Plan } from '../plan.ts';
import { isCross, referenceOf } from '../scopes.ts';
import { crossArray } from '../steps/cross.ts';
import type { Checked, Finding, Moment } from './audit.ts';
import { differenceBefore, firstDifference } from './poison.ts';

/** Features known before the cut keep their bytes when what comes after it is replaced. */
export function auditFeatures(moment: Moment): Checked {
  const { plan, changed } = moment;
  const findings: Finding[] = [];
  for (const node of plan.spec.features) {
    const outputs = node.component.outputs?.(node.values) ?? [''];
    const finding = changed
      .flatMap((member) => outputs.map((output) => ({ member, output })))
      .map((place) => changedAt(moment, node, place))
      .find((found) => found !== undefined);
    if (finding !== undefined) findings.push(finding);
  }
  return { checks: plan.spec.features.length, findings };
}

interface Place {
  readonly member: Member;
  readonly output: string;
}

const nameOf = ({ name }: Node, output: string): string => (output === '' ? name : `${name}.${output}`);

function changedAt(moment: Moment, node: Node<Feature>, { member, output }: Place): Finding | undefined {
  const { cut, outcome, altered } = moment;
  const { panel } = moment.plan;
  const [id, array] = isCross(node)
    ? [`features.${node.name}`, crossArray(output, member)]
    : [panel.several ? `features.${node.name}/${member.symbol}` : `features.${node.name}`, output];
  const { to } = member.range({ from: 0, to: cut });
  const [x, y] = [outcome.computed.array(id, array), altered.array(id, array)];
  // rows of the only symbol are those of the grid, where fits look for the same difference
  const row = panel.several ? firstDifference(x, y, 0, to) : differenceBefore(moment, x, y);
  if (row < 0) return undefined;
  const message = `the feature reads its future: a change of the bars from row ${cut} on changed it`;
  return { node: `features.${node.name}`, column: nameOf(node, output), ...rowIn(panel, member, row), message };
}

/** Where a symbol's own row is told: its grid row, and the symbol where there are several. */
export const rowIn = (
  { several }: Plan['panel'],
  { symbol, gridOf }: Member,
  row: number,
): { readonly row: number; readonly symbol?: string } => (several ? { row: gridOf[row], symbol } : { row });

/** Rows per look at the reach of a feature, on average. */
const REACHED_ROWS = 1000;

/** A feature recomputed from no more rows than its declared reach must agree with its column. */
export function auditReach(plan: Plan, real: Workspace, rng: Rng, samples: number): readonly Finding[] {
  const findings: Finding[] = [];
  const { members } = plan.panel;
  for (const node of plan.spec.features) {
    if (node.values['interval'] !== undefined) continue; // its rows are those of coarser bars
    // columns that look far back take their time: two looks at least
    const most = Math.max(
      2,
      Math.min(samples, Math.floor((samples * REACHED_ROWS) / node.component.reach(node.values).bars)),
    );
    for (let i = 0; i < most; i++) {
      const member =
        referenceOf(plan.panel, node) ?? members[members.length === 1 ? 0 : rng.int(0, members.length - 1)];
      const finding = isCross(node)
        ? crossAt(plan, real, node, rng.int(0, plan.bars.rows - 1))
        : reachAt(plan, real, { node, member }, rng.int(0, member.bars.rows - 1));
      if (finding === undefined) continue;
      findings.push(finding);
      break;
    }
  }
  return findings;
}

interface Reaching {
  readonly node: Node<Feature>;
  readonly member: Member;
}

function reachAt(plan: Plan, real: Workspace, { node, member }: Reaching, row: number): Finding | undefined {
  const { component, values } = node;
  const { bars } = member;
  const reach = component.reach(values);
  const from = Math.max(0, row - reach.bars + 1);
  if (reach.kind === 'from_start' && from === 0) return undefined;
  const inputs = component.inputs(values).map((name) => columnOf(plan, real, name, member).slice(from, row + 1));
  const names = component.outputs?.(values) ?? [''];
  const outputs = names.map(() => new Float64Array(row + 1 - from));
  const origin = Math.floor(bars.time[0] / bars.interval_ms) + from;
  component.push(component.start(values, origin), inputs, outputs);
  for (const [k, output] of names.entries()) {
    const column = columnOf(plan, real, nameOf(node, output), member);
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
    const place = rowIn(plan.panel, member, row);
    return { node: `features.${node.name}`, column: nameOf(node, output), ...place, message };
  }
  return undefined;
}

/** One cross-section by itself, from the values of its own time. */
function crossAt(plan: Plan, real: Workspace, node: Node<Feature>, gridRow: number): Finding | undefined {
  const { component, values } = node;
  const wanted = component.inputs(values);
  const known = plan.panel.members.flatMap((member) => {
    const row = member.rowOf[gridRow];
    if (row < 0 || member.listed[row] === 0) return [];
    const x = wanted.map((name) => columnOf(plan, real, name, member)[row]);
    return x.every((v) => v === v) ? [{ member, row, x }] : [];
  });
  const inputs = wanted.map((_, i) => Float64Array.from(known, ({ x }) => x[i]));
  const names = component.outputs?.(values) ?? [''];
  const outputs = names.map(() => new Float64Array(known.length));
  if (known.length > 0) component.push(component.start(values, 0), inputs, outputs);
  for (const [k, output] of names.entries()) {
    const i = known.findIndex(
      ({ member, row }, at) => !Object.is(columnOf(plan, real, nameOf(node, output), member)[row], outputs[k][at]),
    );
    if (i < 0) continue;
    const message = 'the feature compares the symbols of one time, but by themselves they give something else';
    const { symbol } = known[i].member;
    return { node: `features.${node.name}`, column: nameOf(node, output), row: gridRow, symbol, message };
  }
  return undefined;
}

function scaleOf(column: Float64Array, from: number, to: number): number {
  let scale = 0;
  for (let t = from; t <= to; t++) if (Math.abs(column[t]) > scale) scale = Math.abs(column[t]);
  return scale;
}
