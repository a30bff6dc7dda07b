import { defineGate } from '../core/contracts/gate.ts';
import * as p from '../core/params.ts';

const params = { window: p.span('Bars after the bar of an exit during which decisions are refused.') };

/** After an exit in bar e, decisions at the closes of e .. e + window are refused. The account asks; the columns cannot know. */
export default defineGate({
  type: 'cooldown',
  version: 1,
  rank: 30,
  summary: 'No decisions for a while after an exit.',
  params,
  start: () => null,
  push() {},
  sift: (_values, _whole, { count }) => count,
  cooldown: ({ window }) => window,
});
