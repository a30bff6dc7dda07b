import type { Objection } from '../core/contracts/component.ts';
import { fromStart, windowReach } from '../core/contracts/feature.ts';
import { defineSignal } from '../core/contracts/signal.ts';
import * as p from '../core/params.ts';
import type { Values } from '../core/params.ts';
import { emitDirection } from './_emit.ts';

const level = { optional: true } as const;
const params = {
  of: p.input('Column, score or probability that is compared.', { accepts: ['column', 'score', 'model'] }),
  long_above: p.number('Long above this level.', level),
  long_below: p.number('Long below this level.', level),
  short_above: p.number('Short above this level.', level),
  short_below: p.number('Short below this level.', level),
  exit: p.number(
    'A direction is held until the column reaches this level; without it, until its own level is left.',
    level,
  ),
};

interface Levels {
  readonly long_above: number;
  readonly long_below: number;
  readonly short_above: number;
  readonly short_below: number;
  readonly exit: number;
}
interface State {
  readonly levels: Levels;
  direction: number;
  /** 1 when the held direction began above its level (it ends on the way down), -1 when below. */
  side: number;
}

/**
 * Long where x > long_above or x < long_below, short where x > short_above or x < short_below, else 0. With `exit` a
 * direction is held: one begun above its level until x <= exit, one begun below until x >= exit, or until the other begins.
 *
 * In: one column, any unit. Out: direction; no edge, no sigma; strength 1 where there is a direction.
 * NaN: direction 0, and nothing is held over it.
 */
export default defineSignal({
  type: 'threshold',
  version: 1,
  summary: 'Long or short beyond fixed levels of a column, with optional hysteresis.',
  params,
  check: (values) => [...missing(values), ...overlaps(values)],
  inputs: ({ of }) => [{ name: of, role: 'column' }],
  reach: ({ exit }) => (exit === undefined ? windowReach(1) : fromStart(1)),
  start({ long_above = NaN, long_below = NaN, short_above = NaN, short_below = NaN, exit = NaN }): State {
    return { levels: { long_above, long_below, short_above, short_below, exit }, direction: 0, side: 0 };
  },
  push(state, [column], outputs) {
    for (let i = 0; i < column.length; i++) emitDirection(outputs, i, advance(state, column[i]));
  },
});

function advance(state: State, x: number): number {
  const { long_above, long_below, short_above, short_below, exit } = state.levels;
  const above = x > long_above ? 1 : x > short_above ? -1 : 0;
  const below = x < long_below ? 1 : x < short_below ? -1 : 0;
  if (above !== 0 || below !== 0) {
    state.direction = above !== 0 ? above : below;
    state.side = above !== 0 ? 1 : -1;
  } else if (!(state.side > 0 ? x > exit : x < exit)) {
    state.direction = 0;
    state.side = 0;
  }
  return state.direction;
}

function missing(values: Values<typeof params>): Objection[] {
  const { long_above, long_below, short_above, short_below } = values;
  if ([long_above, long_below, short_above, short_below].some((x) => x !== undefined)) return [];
  return [
    {
      key: 'long_above',
      message: 'at least one level must be given',
      expected: 'long_above, long_below, short_above or short_below',
    },
  ];
}

function overlaps({ long_above, long_below, short_above, short_below }: Values<typeof params>): Objection[] {
  const found: Objection[] = [];
  const clash = (key: string, other: string): void => {
    found.push({ key, message: `must not be long and short at once, with "${other}"` });
  };
  if (long_above !== undefined && short_above !== undefined) clash('short_above', 'long_above');
  if (long_below !== undefined && short_below !== undefined) clash('short_below', 'long_below');
  if (long_above !== undefined && short_below !== undefined && short_below > long_above)
    clash('short_below', 'long_above');
  if (long_below !== undefined && short_above !== undefined && short_above < long_below)
    clash('short_above', 'long_below');
  return found;
}
