import { computeLabel } from '../../core/contracts/label.ts';
import type { Checked, Finding, Moment } from './audit.ts';

/** A label whose declared span ends before the cut keeps its value; what changes lies within its span. */
export function auditLabels({ plan, cut, poisoned }: Moment): Checked {
  const findings: Finding[] = [];
  for (const { name, component, values } of plan.spec.labels) {
    const inputs = component.inputs(values);
    const real = computeLabel(component, values, inputs.map((c) => plan.bars.columns.get(c) as Float64Array));
    const altered = computeLabel(component, values, inputs.map((c) => poisoned.columns.get(c) as Float64Array));
    for (let t = 0; t < cut; t++) {
      if (real.last[t] >= cut || Object.is(real.value[t], altered.value[t])) continue;
      const message = `the label reads beyond its declared span (rows ${real.first[t]} to ${real.last[t]}): a change from row ${cut} on changed it`;
      findings.push({ node: `labels.${name}`, column: name, row: t, message });
      break;
    }
    const backwards = Array.from({ length: cut }, (_, t) => t).find((t) => real.value[t] === real.value[t] && real.last[t] < t);
    if (backwards !== undefined) {
      findings.push({ node: `labels.${name}`, column: name, row: backwards, message: 'the label declares a span that ends before its own row' });
    }
  }
  return { checks: plan.spec.labels.length, findings };
}

/** Folds that end before the cut are the same when the data end there, and no window meets a later one. */
export function auditFolds({ plan, cut }: Moment): Checked {
  const { spec, bars, folds } = plan;
  if (spec.split === undefined) return { checks: 0, findings: [] };
  const findings: Finding[] = [];
  const complain = (row: number, message: string): void => void findings.push({ node: 'split', column: '', row, message });
  for (const { train, calibrate, test, boundary } of folds) {
    if (train.to > boundary || boundary > test.from || (calibrate.to > calibrate.from && calibrate.to > test.from)) {
      complain(test.from, 'a train or calibrate window meets a later window of its fold');
    }
  }
  const ended = folds.filter((fold) => fold.times.test.to <= bars.time[cut]);
  if (ended.length > 0 && spec.split.component.type === 'walk_forward') {
    const again = spec.split.component.folds(spec.split.values, { from: bars.time[0], to: bars.time[cut] }, bars.interval_ms).folds;
    ended.forEach((fold, i) => {
      if (JSON.stringify(again[i]) !== JSON.stringify(fold.times)) complain(fold.test.from, 'the fold depends on how far the data go on after it');
    });
  }
  return { checks: folds.length, findings };
}
