import type { Bars } from '../../core/artifacts.ts';
import type { Label } from '../../core/contracts/label.ts';
import type { CanonicalValues } from '../../spec/types.ts';
import { labelStep } from '../steps/label.ts';
import type { NumericArray } from '../steps/step.ts';
import type { Checked, Finding, Moment } from './audit.ts';

/** A label whose declared span ends before the cut keeps its value; what changes lies within its span. */
export function auditLabels({ plan, cut, poisoned, outcome }: Moment): Checked {
  const findings: Finding[] = [];
  for (const { name, component, values } of plan.spec.labels) {
    const [value, first, last] = (['value', 'first', 'last'] as const).map((array) =>
      outcome.computed.array(`labels.${name}`, array),
    );
    const altered = labelArrays(component, values, poisoned).value;
    for (let t = 0; t < cut; t++) {
      if (last[t] >= cut || Object.is(value[t], altered[t])) continue;
      const message = `the label reads beyond its declared span (rows ${first[t]} to ${last[t]}): a change from row ${cut} on changed it`;
      findings.push({ node: `labels.${name}`, column: name, row: t, message });
      break;
    }
    const backwards = last.subarray(0, cut).findIndex((end, t) => end < t && value[t] === value[t]);
    if (backwards >= 0) {
      findings.push({
        node: `labels.${name}`,
        column: name,
        row: backwards,
        message: 'the label declares a span that ends before its own row',
      });
    }
  }
  return { checks: plan.spec.labels.length, findings };
}

/** A label's columns over some bars, in shared memory as everything that a fit reads. */
export function labelArrays(
  component: Label,
  values: CanonicalValues,
  bars: Bars,
): { readonly [name: string]: NumericArray } {
  const names = component.inputs(values);
  const job = { kind: 'label' as const, type: component.type, values, inputs: names.length };
  const inputs = Object.fromEntries(names.map((name, i) => [`in${i}`, bars.columns.get(name) as Float64Array]));
  return Object.fromEntries(labelStep(job, component, inputs).arrays.map((array) => [array.name, array.values]));
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
