import { defineSelect } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';
import { binNumber, quantileBinsOf } from '../../core/quantile-bins.ts';

const params = {
  bins: p.integer('Bins of the cross-section, lowest scores in bin 1.', { min: 2, max: 100, default: 5 }),
};

/**
 * Longs of the top bin of all known scores of the moment, shorts of the bottom bin, those that pass the gates.
 *
 * Edges are type-7 quantiles over the cross-section, right-closed, merged where scores tie (see core/quantile-bins).
 * Fewer known scores than bins: nothing is chosen.
 */
export default defineSelect({
  type: 'quantile',
  version: 1,
  summary: 'The top and the bottom bin of the cross-section.',
  params,
  choose({ bins }, book) {
    const { symbols, known, side, score, chosen, sides } = book;
    const values = Float64Array.from(score, (x, s) => (known[s] === 1 ? x : NaN));
    const count = values.reduce((sum, x) => sum + (x === x ? 1 : 0), 0);
    const edges = quantileBinsOf(values, bins);
    const places = new Int32Array(2);
    for (let s = 0; s < symbols; s++) {
      const bin = count < bins ? NaN : binNumber(edges, values[s]);
      const end = bin === bins ? 1 : bin === 1 ? -1 : 0;
      if (end !== 0) places[end > 0 ? 0 : 1]++;
      chosen[s] = end !== 0 && side[s] === end ? end : 0;
    }
    book.slots = sides === 2 ? Math.max(places[0], places[1]) : placesOf(book, places);
  },
});

/** Places of the sides that are traded at all. */
function placesOf({ side }: { readonly side: Int8Array }, [long, short]: Int32Array): number {
  return (side.includes(1) ? long : 0) + (side.includes(-1) ? short : 0);
}
