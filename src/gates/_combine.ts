import type { Costs, Gate } from '../core/contracts/gate.ts';
import type { SignalColumns } from '../core/contracts/signal.ts';

/** A gate of the spec with its canonical values. */
export interface NamedGate {
  readonly name: string;
  readonly component: Gate;
  readonly values: { readonly [key: string]: unknown };
}

/** Gates in the order of their bits: bit k of a mask is the refusal of gate k. */
export interface CombinedGates {
  readonly gates: readonly NamedGate[];
  readonly states: readonly unknown[];
}

/** One bit per gate in a Uint32. */
export const MAX_GATES = 32;

/** By rank, then by name: the order in which gates speak, whatever their order in the file. */
export function gateOrder(gates: readonly NamedGate[]): NamedGate[] {
  return [...gates].sort(
    (a, b) => a.component.rank - b.component.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

export function startGates(gates: readonly NamedGate[], costs: Costs): CombinedGates {
  if (gates.length > MAX_GATES) throw new RangeError(`at most ${MAX_GATES} gates, found ${gates.length}`);
  const ordered = gateOrder(gates);
  return { gates: ordered, states: ordered.map(({ component, values }) => component.start(values as never, costs)) };
}

/**
 * Appends one chunk: fills `vote` (-1 0 1) from the direction and the z gate, and `mask` with a bit per refusing gate.
 * Causal, and the same bytes for any chunking. Gates that need the account (cooldown) leave their bit to the simulator.
 */
export function pushGates(
  { gates, states }: CombinedGates,
  signal: SignalColumns,
  vote: Int8Array,
  mask: Uint32Array,
): void {
  const rows = vote.length;
  const refused = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) vote[i] = signal.direction[i];
  mask.fill(0);
  for (let k = 0; k < gates.length; k++) {
    if (gates[k].component.cooldown !== undefined) continue;
    refused.fill(0);
    gates[k].component.push(states[k], signal, vote, refused);
    for (let i = 0; i < rows; i++) mask[i] |= refused[i] << k;
  }
}

/** Votes and masks of whole columns. */
export function combineGates(
  gates: readonly NamedGate[],
  costs: Costs,
  signal: SignalColumns,
): { vote: Int8Array; mask: Uint32Array } {
  const vote = new Int8Array(signal.direction.length);
  const mask = new Uint32Array(vote.length);
  pushGates(startGates(gates, costs), signal, vote, mask);
  return { vote, mask };
}
