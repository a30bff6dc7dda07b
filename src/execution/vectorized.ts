import type { Component } from '../core/contracts/component.ts';
import * as p from '../core/params.ts';

const params = {
  label: p.input('What a held bar earns: a return over one bar, in bps.', { accepts: ['label'] }),
};

/**
 * position[t] = the vote at the close of t, times the sizing's fraction, 0 where a gate refuses it or the label is unknown;
 * net[t] = position[t] x label[t] - |position[t] - position[t-1]| x (taker fee + expected slippage) - funding;
 * equity compounds. An approximation: every change is filled at the price from which the label counts, whatever its size,
 * and a position is brought back to its fraction at each bar for nothing. `type: event` simulates the same signal bar by bar.
 */
const vectorized: Component<typeof params> = Object.freeze({
  type: 'vectorized',
  version: 1,
  summary: 'An approximation in one pass: position = signal, each bar earns a label, costs on changes of position.',
  params,
});

export default vectorized;
