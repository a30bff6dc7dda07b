import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';

const params = { window: p.span('Number of votes in a row, the current one included.') };

/** Refuses unless the last `window` votes are equal and not 0. State: the last vote and how often it came in a row. */
export default defineGate({
  type: 'persistence',
  version: 1,
  rank: 60,
  summary: 'The same vote several bars in a row.',
  params,
  start: ({ window }) => ({ window, last: 0, run: 0 }),
  push(state, _signal, vote, refused) {
    let { last, run } = state;
    for (let i = 0; i < refused.length; i++) {
      run = vote[i] === last ? run + 1 : 1;
      last = vote[i];
      if (last === 0 || run < state.window) refused[i] = 1;
    }
    state.last = last;
    state.run = run;
  },
});
