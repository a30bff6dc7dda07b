import type { Range } from '../core/artifacts.ts';
import { voteAt } from '../core/contracts/gate.ts';
import type { GateBound, Memo, Votes, WholeColumns } from '../core/contracts/gate.ts';
import type { SignalColumns } from '../core/contracts/signal.ts';
import type { NamedGate } from '../gates/_combine.ts';

/** Votes (-1 0 1), and 1 where any gate refuses or there is nothing to trade: what `pushGates` gives, without which gate it was. */
export interface GateChain {
  push(gates: readonly NamedGate[], signal: SignalColumns, of: Pushing): Gated;
}

/** Written over by the next push. Where not every vote is asked for, only those of bars with `refused` 0 are right. */
export interface Gated {
  readonly vote: Int8Array;
  readonly refused: Uint8Array;
}

export interface Pushing {
  /** Of the signal. */
  readonly key: string;
  /** Of a round trip, in bps. */
  readonly costs: number;
  readonly everyVote: boolean;
  /** Keeps columns that rest on the signal alone. */
  readonly memo: Memo;
}

/**
 * Gates over rows [from, to) of `rows`, again and again with other values. Bounds go first, all at once and past blocks in
 * which no bar can meet them; the other gates look at the bars that are left.
 */
export function createGateChain(rows: number, { from, to }: Range): GateChain {
  const [vote, refused] = [new Int8Array(rows), new Uint8Array(rows).fill(1)];
  const [ownVote, ownRefused] = [vote.subarray(from, to), refused.subarray(from, to)];
  const open = new Int32Array(to - from);
  const maxima = new WeakMap<Float64Array, Float64Array>();
  const blocksOf = (column: Float64Array): Float64Array => {
    const made = maxima.get(column) ?? blockMaxima(column);
    maxima.set(column, made);
    return made;
  };
  let last = '';

  return {
    push(gates, signal, { key, costs, everyVote, memo }) {
      const asked = JSON.stringify([key, costs, everyVote, gates.map((g) => [g.component.type, g.values])]);
      if (asked === last) return { vote, refused };
      last = asked;
      const seen = within(signal, { from, to });
      const bounded = boundsOf(gates, seen, { costs, memo });
      let count = meeting(
        bounded.bounds.map((b) => ({ ...b, maxima: blocksOf(b.column) })),
        open,
      );
      for (const sifting of bounded.others) count = sift(sifting, open, count);
      ownRefused.fill(1);
      const { sign } = bounded.votes;
      for (let j = 0; j < count; j++) {
        ownRefused[open[j]] = 0;
        ownVote[open[j]] = sign[open[j]];
      }
      if (everyVote) writeVotes(bounded.votes, ownVote);
      return { vote, refused };
    },
  };
}

interface Sifting {
  readonly gate: NamedGate;
  readonly whole: WholeColumns;
}

interface Bounded {
  readonly bounds: readonly GateBound[];
  /** Each with the votes of its place. */
  readonly others: readonly Sifting[];
  readonly votes: Votes;
}

/** Gates in their order; a bar needs a direction as well. */
function boundsOf(
  gates: readonly NamedGate[],
  signal: SignalColumns,
  { costs, memo }: Pick<Pushing, 'costs' | 'memo'>,
): Bounded {
  const { direction } = signal;
  const bounds: GateBound[] = [];
  const others: Sifting[] = [];
  let votes: Votes = { key: 'direction', sign: direction, far: direction, min: -Infinity };
  for (const gate of gates) {
    const { component, values } = gate;
    const whole: WholeColumns = {
      signal,
      votes,
      costs: { round_trip_bps: costs },
      memo: (name, make) => memo(`${component.type}/${name}`, make),
    };
    const bound = component.bound?.(values as never, whole);
    if (bound === undefined) others.push({ gate, whole });
    else bounds.push(bound);
    votes = bound?.votes ?? votes;
  }
  const traded = memo('traded', () => direction.map((x) => (x === 0 ? 0 : 1)));
  return { bounds: [...bounds, { column: traded, min: 1 }], others, votes };
}

const BLOCK = 64;

/** The largest value of each block of a column; NaN counts as none. */
function blockMaxima(column: Float64Array): Float64Array {
  const out = new Float64Array(Math.ceil(column.length / BLOCK)).fill(-Infinity);
  column.forEach((x, t) => {
    const block = Math.floor(t / BLOCK);
    if (x > out[block]) out[block] = x;
  });
  return out;
}

interface Searched extends GateBound {
  readonly maxima: Float64Array;
}

/** Writes the rows that meet all bounds in ascending order; returns how many. */
function meeting(bounds: readonly Searched[], open: Int32Array): number {
  let count = 0;
  for (let from = 0, block = 0; from < open.length; from += BLOCK, block++) {
    if (!bounds.every(({ maxima, min }) => maxima[block] >= min)) continue;
    const first = count;
    const to = Math.min(open.length, from + BLOCK);
    for (let t = from; t < to; t++) open[count++] = t;
    for (const bound of bounds) count = first + passing(bound, open, first, count);
  }
  return count;
}

/** Moves those of open[from..to) that meet a bound to the front of it; returns how many. */
function passing({ column, min, strict = false }: GateBound, open: Int32Array, from: number, to: number): number {
  let kept = from;
  for (let j = from; j < to; j++) {
    const t = open[j];
    open[kept] = t;
    kept += Number(strict ? column[t] > min : column[t] >= min);
  }
  return kept - from;
}

function sift({ gate: { component, values }, whole }: Sifting, rows: Int32Array, count: number): number {
  if (component.sift !== undefined) return component.sift(values as never, whole, { rows, count });
  const [vote, refused] = [new Int8Array(rows.length), new Uint8Array(rows.length)];
  writeVotes(whole.votes, vote);
  component.push(component.start(values as never, whole.costs), whole.signal, vote, refused);
  let kept = 0;
  for (let j = 0; j < count; j++) {
    const t = rows[j];
    rows[kept] = t;
    kept += Number(refused[t] === 0);
  }
  return kept;
}

function writeVotes(votes: Votes, vote: Int8Array): void {
  for (let t = 0; t < vote.length; t++) vote[t] = voteAt(votes, t);
}

const within = (signal: SignalColumns, { from, to }: Range): SignalColumns => ({
  direction: signal.direction.subarray(from, to),
  edge: signal.edge.subarray(from, to),
  sigma: signal.sigma.subarray(from, to),
  strength: signal.strength.subarray(from, to),
});
