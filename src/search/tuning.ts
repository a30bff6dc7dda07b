import type { Computed } from '../runner/compute.ts';
import type { Plan } from '../runner/plan.ts';
import type { Params, Scalar } from './types.ts';

/** What the search inside one fit (`models.*.tune`) has chosen. */
export interface Tuned {
  /** `gbm/h12/fold-03`. */
  readonly fit: string;
  readonly metric: string;
  readonly params: Params;
  readonly best: number | null;
  /** Of its trials; how far the best stands out. */
  readonly median: number | null;
  readonly trials: number;
}

/** How often a parameter took a value over all tuned fits of a model. */
export interface TunedValue {
  readonly model: string;
  readonly path: string;
  readonly values: readonly { readonly value: Scalar; readonly fits: number }[];
}

export interface TuningSummary {
  readonly fits: readonly Tuned[];
  /** A parameter that takes another value in each fit is not found, it is drawn. */
  readonly spread: readonly TunedValue[];
}

interface Report {
  readonly metric: string;
  readonly params: Params;
  readonly trials: readonly { readonly params: Params; readonly value: number | null }[];
}

/** Of every fit of a run that was tuned, in the order of the plan; undefined where none was. */
export function tuningSummary(plan: Plan, computed: Computed): TuningSummary | undefined {
  const fits = plan.nodes.flatMap(({ id, kind }): readonly Tuned[] => {
    const tuned = kind === 'model' ? (computed.meta(id) as { readonly tuned?: Report } | undefined)?.tuned : undefined;
    if (tuned === undefined) return [];
    const values = tuned.trials.flatMap(({ value }) => (value === null ? [] : [value])).sort((a, b) => a - b);
    const chosen = tuned.trials.find(({ params }) => JSON.stringify(params) === JSON.stringify(tuned.params));
    return [
      {
        fit: id.slice('models.'.length),
        metric: tuned.metric,
        params: tuned.params,
        best: chosen?.value ?? null,
        median: values.length === 0 ? null : values[values.length >> 1],
        trials: tuned.trials.length,
      },
    ];
  });
  return fits.length === 0 ? undefined : { fits, spread: spreadOf(fits) };
}

function spreadOf(fits: readonly Tuned[]): readonly TunedValue[] {
  const counts = new Map<string, Map<Scalar, number>>();
  for (const { fit, params } of fits) {
    for (const [path, value] of Object.entries(params)) {
      const key = `${fit.split('/')[0]} ${path}`;
      const values = counts.get(key) ?? new Map<Scalar, number>();
      counts.set(key, values.set(value, (values.get(value) ?? 0) + 1));
    }
  }
  return [...counts].map(([key, values]) => {
    const [model, path] = key.split(' ');
    const ranked = [...values].sort((a, b) => b[1] - a[1] || (String(a[0]) < String(b[0]) ? -1 : 1));
    return { model, path, values: ranked.map(([value, count]) => ({ value, fits: count })) };
  });
}
