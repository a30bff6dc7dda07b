import type { Range } from '../core/artifacts.ts';
import type { Memo } from '../core/contracts/gate.ts';
import type { SignalColumns } from '../core/contracts/signal.ts';
import type { NamedGate } from '../gates/_combine.ts';

/** Votes and refusals after a gate; `rule` says by what they came about, given the link before. */
interface Link {
  rule: string;
  readonly vote: Int8Array;
  readonly refused: Uint8Array;
}

/** Votes (-1 0 1), and 1 where any gate refuses: what `pushGates` gives, without which gate it was. */
export interface GateChain {
  push(gates: readonly NamedGate[], signal: SignalColumns, of: Pushing): Pick<Link, 'vote' | 'refused'>;
}

export interface Pushing {
  /** Of the signal. */
  readonly key: string;
  /** Of a round trip, in bps. */
  readonly costs: number;
  /** Keeps columns that rest on the signal alone. */
  readonly memo: Memo;
}

/** Gates over rows [from, to) of `rows`. What is pushed again is done from the first gate on that differs from the last time. */
export function createGateChain(rows: number, { from, to }: Range): GateChain {
  const chain: Link[] = [];

  /** Link k under its rule; `isKept` = it holds what the rule asks for, else it is to be written over. */
  const linkAt = (
    k: number,
    rule: string,
    isBeforeKept: boolean,
  ): { readonly link: Link; readonly isKept: boolean } => {
    chain[k] ??= { rule: '', vote: new Int8Array(rows), refused: new Uint8Array(rows) };
    const link = chain[k];
    const isKept = isBeforeKept && link.rule === rule;
    link.rule = rule;
    return { link, isKept };
  };

  return {
    push(gates, signal, { key, costs, memo }) {
      const seen = within(signal, { from, to });
      let { link: before, isKept } = linkAt(0, key, true);
      if (!isKept) {
        for (let t = from; t < to; t++) before.vote[t] = signal.direction[t];
        before.refused.fill(0);
      }
      gates.forEach((gate, k) => {
        const next = linkAt(k + 1, JSON.stringify([gate.component.type, gate.values, costs]), isKept);
        if (!next.isKept) {
          const { vote, refused } = next.link;
          vote.set(before.vote);
          refused.set(before.refused);
          refuseBy(gate, {
            signal: seen,
            vote: vote.subarray(from, to),
            refused: refused.subarray(from, to),
            costs,
            memo,
          });
        }
        before = next.link;
        isKept = next.isKept;
      });
      return before;
    },
  };
}

interface Refusing {
  readonly signal: SignalColumns;
  readonly vote: Int8Array;
  /** What gates before this one refuse is set already. */
  readonly refused: Uint8Array;
  readonly costs: number;
  readonly memo: Memo;
}

function refuseBy({ component, values }: NamedGate, { signal, vote, refused, costs, memo }: Refusing): void {
  if (component.cooldown !== undefined) return;
  if (component.whole === undefined)
    component.push(component.start(values as never, { round_trip_bps: costs }), signal, vote, refused);
  else component.whole(values as never, signal, vote, refused, (name, make) => memo(`${component.type}/${name}`, make));
}

const within = (signal: SignalColumns, { from, to }: Range): SignalColumns => ({
  direction: signal.direction.subarray(from, to),
  edge: signal.edge.subarray(from, to),
  sigma: signal.sigma.subarray(from, to),
  strength: signal.strength.subarray(from, to),
});
