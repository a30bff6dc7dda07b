import { defineSelect } from '../../core/contracts/portfolio.ts';

/** Every symbol that passes the gates, on its side. */
export default defineSelect({
  type: 'all',
  version: 1,
  summary: 'Every symbol that passes the gates.',
  params: {},
  choose(_values, book) {
    book.chosen.set(book.side);
    let [long, short] = [0, 0];
    for (const side of book.side) {
      if (side > 0) long++;
      if (side < 0) short++;
    }
    book.slots = book.sides === 2 ? Math.max(long, short) : long + short;
  },
});
