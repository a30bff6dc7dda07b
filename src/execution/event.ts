import type { Component } from '../core/contracts/component.ts';
import * as p from '../core/params.ts';

const exit = 'execution/exits';
const params = {
  interval: p.interval(
    'Finer bars that orders fill on; the source must hold them, `data.source.interval` is this where it is not said.',
    { optional: true },
  ),
  latency: p.span('Bars between a decision and its first possible fill, besides the next open.', {
    min: 0,
    default: 0,
  }),
  leverage: p.number('Largest position as a multiple of equity.', { above: 0, default: 1 }),
  margin: p.choice(
    'What a losing position may consume: the account, or its own margin (size / leverage).',
    ['cross', 'isolated'],
    {
      default: 'cross',
    },
  ),
  lot: p.number(
    "Sizes are rounded down to this step, in base units; without it the instrument's step, else not at all.",
    {
      above: 0,
      optional: true,
    },
  ),
  exits: p.block(
    'When a position is left.',
    {
      stop_loss: p.component('Distance of the stop from the entry fill.', exit, { optional: true }),
      take_profit: p.component('Distance of the target from the entry fill.', exit, { optional: true }),
      max_hold: p.span('Bars after the fill at whose close the exit is ordered.', { optional: true }),
      arm_after: p.span('Bars after the fill from which stop and target are live; 0 = within the bar of the fill.', {
        min: 0,
        default: 1,
      }),
      opposite: p.choice('What an opposite vote does to an open position.', ['flip', 'close', 'ignore'], {
        default: 'flip',
      }),
      neutral: p.choice('What a vanished vote does to an open position.', ['close', 'ignore'], { default: 'ignore' }),
    },
    { default: {} },
  ),
};

/**
 * The event simulator: decide on the close, fill at the next open, stops and targets within the bar. Its rules stand
 * above `step` in `_simulator/step.ts`.
 */
const event: Component<typeof params> = Object.freeze({
  type: 'event',
  version: 2,
  summary: 'Bar-by-bar simulation with orders, exits, costs and cash.',
  params,
  check(values: p.Values<typeof params>) {
    const stop = values.exits.stop_loss;
    if (stop?.type !== 'fixed' || !(Number(stop['distance']) >= 1)) return [];
    return [
      {
        key: 'exits',
        message: 'the stop must be nearer than the price itself',
        expected: 'stop_loss.distance below 100%',
      },
    ];
  },
});

export default event;
