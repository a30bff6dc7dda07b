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
  const blocks = new WeakMap<Float64Array, Blocks>();
  const blocksOf = (column: Float64Array): Blocks => {
    const made = blocks.get(column) ?? blocksIn(column);
    blocks.set(column, made);
    return made;
  };
  const parts = new WeakMap<SignalColumns, SignalColumns>();
  const partOf = (signal: SignalColumns): SignalColumns => {
    const made = parts.get(signal) ?? within(signal, { from, to });
    parts.set(signal, made);
    return made;
  };
  let last = '';

  return {
    push(gates, signal, { key, costs, everyVote, memo }) {
      const asked = JSON.stringify([key, costs, everyVote, gates.map((g) => [g.component.type, g.values])]);
      if (asked === last) return { vote, refused };
      last = asked;
      const seen = partOf(signal);
      const bounded = boundsOf(gates, seen, { costs, memo });
      let count = meeting(
        bounded.bounds.map(({ column, min, strict = false }) => ({ column, min, strict, ...blocksOf(column) })),
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

/** The smallest and the largest value of each block of a column; a NaN makes the smallest -Infinity. */
interface Blocks {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

function blocksIn(column: Float64Array): Blocks {
  const count = Math.ceil(column.length / BLOCK);
  const [least, most] = [new Float64Array(count).fill(Infinity), new Float64Array(count).fill(-Infinity)];
  for (let t = 0; t < column.length; t++) {
    const block = Math.floor(t / BLOCK);
    const x = column[t];
    if (x > most[block]) most[block] = x;
    if (!(x >= least[block])) least[block] = x === x ? x : -Infinity;
  }
  return { least, most };
}

interface Searched extends Required<Omit<GateBound, 'votes'>>, Blocks {}

/** Writes the rows that meet all bounds in ascending order; returns how many. */
function meeting(bounds: readonly Searched[], open: Int32Array): number {
  const binding = new Uint8Array(bounds.length);
  let count = 0;
  for (let from = 0, block = 0; from < open.length; from += BLOCK, block++) {
    const asked = bindingIn(bounds, block, binding);
    if (asked === NEVER) continue;
    const first = count;
    const to = Math.min(open.length, from + BLOCK);
    for (let t = from; t < to; t++) open[count++] = t;
    for (let i = 0; i < asked; i++) count = first + passing(bounds[binding[i]], open, first, count);
  }
  return count;
}

const NEVER = -1;

/** Writes which bounds some bar of a block may miss and returns how many; NEVER where no bar meets one of them. */
function bindingIn(bounds: readonly Searched[], block: number, binding: Uint8Array): number {
  let count = 0;
  for (let k = 0; k < bounds.length; k++) {
    const { least, most, min, strict } = bounds[k];
    if (strict ? !(most[block] > min) : !(most[block] >= min)) return NEVER;
    if (strict ? !(least[block] > min) : !(least[block] >= min)) binding[count++] = k;
  }
  return count;
}

/** Moves those of open[from..to) that meet a bound to the front of it; returns how many. */
function passing({ column, min, strict }: Searched, open: Int32Array, from: number, to: number): number {
  let kept = from;
  if (strict) {
    for (let j = from; j < to; j++) {
      const t = open[j];
      open[kept] = t;
      if (column[t] > min) kept++;
    }
  } else {
    for (let j = from; j < to; j++) {
      const t = open[j];
      open[kept] = t;
      if (column[t] >= min) kept++;
    }
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
