import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';

const params = { window: p.span('Decisions at the first bars are refused, this many of them.') };

/** Refuses rows 0 .. window - 1 of the data. State: rows seen. */
export default defineGate({
  type: 'warmup',
  version: 1,
  rank: 10,
  summary: 'No decisions before enough history.',
  params,
  start: ({ window }) => ({ window, seen: 0 }),
  push(state, _signal, _vote, refused) {
    for (let i = 0; i < refused.length && state.seen + i < state.window; i++) refused[i] = 1;
    state.seen += refused.length;
  },
  sift({ window }, _whole, { rows, count }) {
    let first = 0;
    while (first < count && rows[first] < window) first++;
    rows.copyWithin(0, first, count);
    return count - first;
  },
});
