import type { Facts } from '../facts/facts.ts';
import { fixed, moment } from '../format.ts';
import type { LearntWeights } from '../input.ts';
import { markup } from '../markup.ts';
import { facetBoxes } from './chart.ts';
import type { Figure } from './figure.ts';
import { HEAT_FRAME, HEAT_ROW, heatMap } from './heat.ts';
import type { HeatRow } from './heat.ts';

/** What signals that learn give to each of their inputs, from date to date. */
export function weightsFigure({ input }: Facts): Figure | undefined {
  const learnt = input.weights.filter(({ terms }) => terms.length > 0);
  if (learnt.length === 0) return undefined;
  const rows = learnt.flatMap(({ signal, inputs, terms }) =>
    terms.flatMap(({ time, weights }) => inputs.map((name, k) => ({ signal, time, input: name, weight: weights[k] }))),
  );
  return {
    name: 'signal-weights',
    title: 'What the signal learns to weigh',
    reading:
      'One square per input and refit, in the order of time; the darker, the larger its weight, orange below zero. Weights that jump from refit to refit are noise.',
    alt: learnt
      .map(({ signal, inputs, terms }) => {
        const last = terms[terms.length - 1].weights;
        return `${signal} at last: ${inputs.map((name, k) => `${name} ${fixed(last[k], 2)}`).join(', ')}`;
      })
      .join('; '),
    draw: (width) => {
      const tallest = learnt.reduce((most, { inputs }) => Math.max(most, inputs.length), 0);
      const { boxes, height } = facetBoxes(learnt.length, {
        width,
        height: tallest * HEAT_ROW + HEAT_FRAME,
        least: 300,
      });
      return {
        height,
        content: markup`${learnt.map((one, i) => heatMap(boxes[i], one.signal, rowsOf(one), mostOf(one)))}`,
      };
    },
    table: {
      rows: rows.length,
      columns: [
        { name: 'signal', kind: 'text', values: rows.map((r) => r.signal) },
        { name: 'from', kind: 'time', values: rows.map((r) => r.time) },
        { name: 'input', kind: 'text', values: rows.map((r) => r.input) },
        { name: 'weight', kind: 'number', values: rows.map((r) => r.weight) },
      ],
    },
  };
}

const rowsOf = ({ inputs, terms }: LearntWeights): readonly HeatRow[] =>
  inputs.map((label, k) => ({
    label,
    cells: terms.map(({ time, weights }) => ({
      name: moment(time, true),
      value: weights[k],
      hint: `${label} from ${moment(time, true)}: ${fixed(weights[k], 3)}`,
    })),
  }));

const mostOf = ({ terms }: LearntWeights): number =>
  terms.reduce((most, { weights }) => weights.reduce((m, w) => Math.max(m, Math.abs(w) || 0), most), 0) || 1;
