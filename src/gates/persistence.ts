import { defineGate, voteAt } from '../core/contracts/gate.ts';
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
  sift({ window }, { votes }, { rows, count }) {
    const { sign } = votes;
    let kept = 0;
    let [seen, start] = [-1, 0]; // the run of the open bar `seen` begins in `start`
    for (let j = 0; j < count; j++) {
      const t = rows[j];
      let first = t;
      while (first - 1 > seen && voteAt(votes, first - 1) === sign[t]) first--;
      if (first - 1 === seen && seen >= 0 && sign[seen] === sign[t]) first = start;
      [seen, start] = [t, first];
      rows[kept] = t;
      kept += Number(sign[t] !== 0 && t - first + 1 >= window);
    }
    return kept;
  },
});
