import { defineSelect } from '../../core/contracts/portfolio.ts';
import * as p from '../../core/params.ts';
import { chooseBest } from './_best.ts';

const params = { n: p.integer('Positions; with `side: long_short` as many on each side.', { min: 1 }) };

/**
 * The n symbols of the largest score that pass the gates: the highest for longs, the lowest for shorts, the largest |score|
 * for `both`; n on each side for `long_short`. Ties go to the symbol that comes first by name.
 *
 * Fewer than n qualify: fewer are held; `sizing.unfilled` says what becomes of their places.
 */
export default defineSelect({
  type: 'top_n',
  version: 1,
  summary: 'The n symbols with the best scores.',
  params,
  choose({ n }, book) {
    chooseBest(book, n);
    book.slots = n;
  },
});
