import type { Label } from '../../core/contracts/label.ts';
import type { Node } from '../../spec/types.ts';
import type { Member } from '../panel.ts';
import { idOf } from '../pools.ts';
import type { Checked, Finding, Moment } from './audit.ts';
import { rowIn } from './features.ts';

/** A label whose declared span ends before the cut keeps its value; what changes lies within its span. */
export function auditLabels(moment: Moment): Checked {
  const { plan, changed } = moment;
  const findings = plan.spec.labels.flatMap(
    (node) => changed.map((member) => labelFindings(moment, node, member)).find((found) => found.length > 0) ?? [],
  );
  return { checks: plan.spec.labels.length, findings };
}

function labelFindings({ plan, cut, outcome, altered }: Moment, { name }: Node<Label>, member: Member): Finding[] {
  const findings: Finding[] = [];
  const id = idOf(plan.panel, `labels.${name}`, member.symbol);
  const [value, first, last] = (['value', 'first', 'last'] as const).map((array) => outcome.computed.array(id, array));
  const other = altered.array(id, 'value');
  const { to } = member.range({ from: 0, to: cut });
  const found = (row: number, message: string): void =>
    void findings.push({ node: `labels.${name}`, column: name, ...rowIn(plan.panel, member, row), message });
  for (let t = 0; t < to; t++) {
    if (last[t] >= to || Object.is(value[t], other[t])) continue;
    found(
      t,
      `the label reads beyond its declared span (rows ${first[t]} to ${last[t]}): a change from row ${cut} on changed it`,
    );
    break;
  }
  const backwards = last.subarray(0, to).findIndex((end, t) => end < t && value[t] === value[t]);
  if (backwards >= 0) found(backwards, 'the label declares a span that ends before its own row');
  return findings;
}
/** Folds that end before the cut are the same when the data end there, and no window meets a later one. */
export function auditFolds({ plan, cut }: Moment): Checked {
  const { spec, bars, folds } = plan;
  if (spec.split === undefined) return { checks: 0, findings: [] };
  const findings: Finding[] = [];
  const complain = (row: number, message: string): void =>
    void findings.push({ node: 'split', column: '', row, message });
  for (const { train, calibrate, test, boundary } of folds) {
    if (train.to > boundary || boundary > test.from || (calibrate.to > calibrate.from && calibrate.to > test.from)) {
      complain(test.from, 'a train or calibrate window meets a later window of its fold');
    }
  }
  const ended = folds.filter((fold) => fold.times.test.to <= bars.time[cut]);
  if (ended.length > 0 && spec.split.component.type === 'walk_forward') {
    const again = spec.split.component.folds(
      spec.split.values,
      { from: bars.time[0], to: bars.time[cut] },
      bars.interval_ms,
    ).folds;
    ended.forEach((fold, i) => {
      if (JSON.stringify(again[i]) !== JSON.stringify(fold.times))
        complain(fold.test.from, 'the fold depends on how far the data go on after it');
    });
  }
  return { checks: folds.length, findings };
}
