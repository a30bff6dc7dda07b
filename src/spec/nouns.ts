import { COMMON, ROOMS } from '../core/contracts/common.ts';
import type { Room } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import type { Params } from '../core/params.ts';

const NOUNS: { readonly [room: string]: string } = {
  'data/source': 'source',
  features: 'feature',
  labels: 'label',
  models: 'model',
  'models/sample-weight': 'sample weight',
  calibrators: 'calibrator',
  signals: 'signal',
  gates: 'gate',
  'portfolio/select': 'selection',
  'portfolio/sizing': 'sizing',
  'portfolio/limits': 'limit',
  'execution/slippage': 'slippage',
  'execution/exits': 'exit',
  'evaluation/diagnostics': 'diagnostic',
};
/** What one node of a room is called in a message. */
export const nounOf = (room: string): string => NOUNS[room] ?? (room.split('/').at(-1) as string);

/** Parameters of a component with its room's common keys. */
export function fieldsOf(room: string, component: Component): Params {
  const common = ROOMS.includes(room as Room) ? COMMON[room as Room] : {};
  const kept = Object.entries(common).filter(([key]) => component.omits?.includes(key) !== true);
  return { ...Object.fromEntries(kept), ...component.params };
}
