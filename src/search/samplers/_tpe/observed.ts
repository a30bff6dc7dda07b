import { pointOf } from '../../space.ts';
import type { Params, PastTrial, Space } from '../../types.ts';
import type { Axis } from './axis.ts';

/**
 * Places of the trials seen so far and their order along each axis. Kept between calls only to save time: it is the
 * same whether it grew trial by trial or was built at once.
 */
export interface Observed {
  readonly rows: number;
  /** Place of a row on an axis, NaN where the parameter is not set. */
  readonly places: readonly (readonly number[])[];
  /** Rows that have a place on the axis, by place; equal ones by row. */
  readonly orders: readonly (readonly number[])[];
}

export function observer(
  space: Space,
  axes: readonly (Axis | undefined)[],
): (history: readonly PastTrial[]) => Observed {
  let known: Params[] = [];
  let places: number[][] = axes.map(() => []);
  let orders: number[][] = axes.map(() => []);

  function add(params: Params): void {
    const point = pointOf(space, params);
    const row = known.length;
    known.push(params);
    axes.forEach((axis, i) => {
      const place = axis === undefined || Number.isNaN(point[i]) ? NaN : axis.at(point[i]);
      places[i].push(place);
      if (!Number.isNaN(place)) orders[i].splice(firstAbove(orders[i], places[i], place), 0, row);
    });
  }

  return (history) => {
    const grew = history.length >= known.length && known.every((params, i) => history[i].params === params);
    if (!grew) {
      known = [];
      places = axes.map(() => []);
      orders = axes.map(() => []);
    }
    for (let i = known.length; i < history.length; i++) add(history[i].params);
    return { rows: known.length, places, orders };
  };
}

function firstAbove(order: readonly number[], places: readonly number[], place: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[order[middle]] <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
