import { pearson } from '../../core/math/index.ts';
import { runJob } from '../compute.ts';
import { columnOf } from '../columns.ts';
import { prepareJob } from '../jobs.ts';
import type { Member } from '../panel.ts';
import { idOf } from '../pools.ts';
import type { FoldRows, Plan, PlanNode } from '../plan.ts';
import type { Term } from '../terms.ts';
import type { RunOutcome } from '../run.ts';
import { trainRows } from '../steps/fit.ts';
import type { FitJob } from '../steps/fit.ts';
import { laid } from '../steps/pooled.ts';
import { isScore } from '../strategy.ts';
import type { NumericArray } from '../steps/step.ts';
import { textOf } from '../steps/step.ts';
import type { Checked, Finding, Moment } from './audit.ts';
import { differenceBefore, firstDifference } from './poison.ts';

const NEAR_COPY = 0.999;
const SAMPLED_ROWS = 1024;

/** Fitted values known at the cut keep their bytes: the inputs of the latest such fits, some of them and calibrators made anew. */
export async function auditFits(moment: Moment, models: number): Promise<Checked> {
  const { plan, cut, options } = moment;
  const known = plan.nodes.filter((n) => n.kind === 'model' && fold(plan, n).boundary <= cut);
  const calibrators = plan.nodes.filter((n) => n.kind === 'calibrator' && boundaryOf(plan, n) <= cut);
  const some = options.fast === true ? 2 : Math.max(4, options.refits);
  const latest = known.slice(Math.max(0, known.length - some));
  const again = [...known.slice(Math.max(0, known.length - models)), ...calibrators.slice(-some)];
  const refits = Promise.all(again.map((node) => refit(moment, node)));
  refits.catch(() => {}); // other inputs may well not fit; then they are what is told
  const findings = latest.flatMap((node) => inputsOf(moment, node));
  if (findings.length > 0) return { checks: latest.length, findings };
  return { checks: latest.length + calibrators.length, findings: (await refits).flat() };
}

const fold = (plan: Plan, node: PlanNode): FoldRows => plan.folds[node.fold as number];

function termOf(plan: Plan, { name, label, term }: PlanNode): Term | undefined {
  return plan.terms.get(name.slice(0, -(label as string).length - 1))?.find((t) => t.name === term);
}

const boundaryOf = (plan: Plan, node: PlanNode): number => termOf(plan, node)?.boundary ?? 0;

/** The rows and values that a fit is given, from real and from poisoned columns. */
function inputsOf(moment: Moment, node: PlanNode): Finding[] {
  const [real, other] = [
    prepareJob(moment.plan, node, moment.outcome.computed),
    prepareJob(moment.poisoned, node, moment.altered),
  ].map(({ job, arrays }) => ({ job: job as FitJob, arrays: laid(job as FitJob, arrays) }));
  const { job } = real;
  const model = moment.plan.spec.models.find((m) => job.path === m.path.join('.'));
  const rowsOf = ({ arrays }: typeof real): Int32Array => {
    const columns = job.names.map((_, i) => arrays[`x${i}`] as Float64Array);
    const usable = (t: number): boolean => model?.component.accepts_nan === true || columns.every((x) => x[t] === x[t]);
    return trainRows(job, arrays['label'] as Float64Array, arrays['last'] as Int32Array, 0, usable).fit;
  };
  const [rows, others] = [rowsOf(real), rowsOf(other)];
  const found = (column: string, row: number): Finding[] => [
    {
      node: `models.${node.name}`,
      column,
      row,
      message: `the fit of fold ${(node.fold ?? 0) + 1} reads rows after it: its inputs changed with the bars from row ${moment.cut} on`,
    },
  ];
  const place = firstDifference(rows, others, 0, Math.max(rows.length, others.length));
  if (place >= 0) return found('rows', rows[place] ?? rows.length);
  for (const [array, name] of [['label', node.label ?? ''], ...job.names.map((column, i) => [`x${i}`, column])]) {
    const row = differingRow(moment, real.arrays[array], other.arrays[array], rows);
    if (row >= 0) return found(name, row);
  }
  return [];
}

/** Train rows lie before the cut, where most columns are found to be the same once and for all fits. */
function differingRow(moment: Moment, a: ArrayLike<number>, b: ArrayLike<number>, rows: Int32Array): number {
  const last = rows[rows.length - 1] ?? -1;
  if (!moment.plan.panel.several && last < moment.cut && differenceBefore(moment, a, b) < 0) return -1;
  for (const row of rows) if (!Object.is(a[row], b[row])) return row;
  return -1;
}

/** What a node fits to the poisoned columns. */
async function refit(moment: Moment, node: PlanNode): Promise<Finding[]> {
  const { job, arrays } = prepareJob(moment.poisoned, node, moment.altered);
  const again = await runJob(job, arrays, moment.environment, node.rows);
  return differing(moment, node, node.kind, again.arrays[0].values);
}

function differing({ outcome, plan, cut }: Moment, node: PlanNode, array: string, again: NumericArray): Finding[] {
  if (textOf(outcome.computed.array(node.id, array)) === textOf(again)) return [];
  const row = (node.kind === 'model' ? fold(plan, node).train.to : (termOf(plan, node)?.fit.to ?? 0)) - 1;
  const message = `what ${node.term ?? `fold ${(node.fold ?? 0) + 1}`} has fitted changed with the bars from row ${cut} on, which lie after it`;
  return [{ node: `${node.kind}s.${node.name}`, column: '', row, message }];
}

/** A model column that is (nearly) its own label: |correlation| above 0.999 over the rows where both are known. */
export function auditCopies(plan: Plan, { computed }: RunOutcome): readonly Finding[] {
  const findings: Finding[] = [];
  for (const model of plan.spec.models) {
    const made = (plan.columns.get(model.name) ?? []).filter((name) => !isScore(plan, name)); // scores are out of sample
    const columns = made.map((name) => {
      const sample = sampled(plan, (member) => columnOf(plan, computed, name, member));
      return { name, node: plan.spec.resolve(name)?.node ?? name, sample };
    });
    for (const label of model.values['labels'] as readonly string[]) {
      const y = sampled(plan, ({ symbol }) => computed.array(idOf(plan.panel, `labels.${label}`, symbol), 'value'));
      for (const { name, node, sample } of columns) {
        if (!(Math.abs(pearson(sample, y)) > NEAR_COPY)) continue;
        findings.push({
          node: `features.${node}`,
          column: name,
          row: 0,
          message: `the column is a near copy of label "${label}" (|correlation| > ${NEAR_COPY})`,
        });
      }
    }
  }
  return findings;
}

/** At least a thousand rows spread over the whole: a copy shows in any of them. */
function sampled({ panel: { members } }: Plan, columnOfMember: (member: Member) => ArrayLike<number>): Float64Array {
  const rows = members.reduce((sum, { bars }) => sum + bars.rows, 0);
  const step = Math.max(1, Math.floor(rows / SAMPLED_ROWS));
  const out: number[] = [];
  for (const member of members) {
    const x = columnOfMember(member);
    for (let t = 0; t < x.length; t += step) out.push(x[t]);
  }
  return Float64Array.from(out);
}
