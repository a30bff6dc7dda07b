import { defineSelect } from '../../core/contracts/portfolio.ts';

/** Every symbol that passes the gates, on its side. */
export default defineSelect({
  type: 'all',
  version: 1,
  summary: 'Every symbol that passes the gates.',
  params: {},
  choose(_values, book) {
    book.chosen.set(book.side);
    book.slots = 0;
  },
});
