/**
 * One number of a report. `samples` counts what the value rests on (days, bars, trades, rows).
 * `value` is null exactly where `withheld` says why; it is never NaN or infinite, so it survives JSON.
 */
export type Metric = {
  name: string;
  value: number | null;
  unit: string;
  samples: number;
  withheld?: string;
};

/** A metric that shows its value, or says "not defined" where the value is not finite. */
export function metric(name: string, value: number, unit: string, samples: number): Metric {
  const shown: Metric = { name, value, unit, samples };
  return Number.isFinite(value) ? shown : withhold(shown, 'not defined on this sample');
}

/** The same metric without its value. The first reason stays. */
export function withhold(of: Metric, reason: string): Metric {
  return { ...of, value: null, withheld: of.withheld ?? reason };
}

/** Withholds the metric where it rests on fewer than `minimum` samples; `noun` is plural: "trades", "days". */
export function withholdUnder(of: Metric, minimum: number, noun: string): Metric {
  return of.samples >= minimum ? of : withhold(of, `under ${minimum} ${noun} (${of.samples})`);
}
