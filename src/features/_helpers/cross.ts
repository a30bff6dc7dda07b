import { defineFeature, windowReach } from '../../core/contracts/feature.ts';
import type { Feature } from '../../core/contracts/feature.ts';
import { input, integer } from '../../core/params.ts';
import type { Params, Values } from '../../core/params.ts';

const common = {
  of: input('Column that symbols are compared by.'),
  min_symbols: integer('Fewer known symbols than this at a time: NaN for all.', { min: 2, default: 2 }),
};

interface Cross<P extends Params> {
  readonly type: string;
  readonly summary: string;
  readonly source?: string;
  readonly params: P;
  /** Columns read besides `of`. */
  readonly more?: (values: Values<P>) => readonly string[];
  readonly unit: (input: string) => string;
  /** One cross-section of known values: one value for each symbol. */
  readonly section: (values: Values<P>, inputs: readonly Float64Array[], out: Float64Array) => void;
}

/** A feature across symbols: every push is one time, inputs and output hold one value for each known symbol. */
export function defineCross<const P extends Params>(cross: Cross<P>): Feature<P & typeof common, Values<P>> {
  const { type, summary, source, params, more = () => [], unit, section } = cross;
  return defineFeature({
    type,
    version: 1,
    summary,
    ...(source !== undefined && { source }),
    params: { ...common, ...params },
    cross: true,
    inputs: (values) => [(values as Values<typeof common>).of, ...more(values as Values<P>)],
    unit: (_, [of]) => unit(of),
    reach: () => windowReach(1),
    start: (values) => values as Values<P>,
    push(values, inputs, [out]) {
      const { min_symbols } = values as unknown as Values<typeof common>;
      if (out.length < min_symbols) out.fill(NaN);
      else section(values, inputs, out);
    },
  }) as Feature<P & typeof common, Values<P>>;
}
