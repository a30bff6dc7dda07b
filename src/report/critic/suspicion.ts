import type { Facts } from '../facts/facts.ts';

/** `serious`: do not act on the result; `caution`: it may not hold; `note`: know it when you read the numbers. */
export type Level = 'serious' | 'caution' | 'note';

/** One reason to doubt a run: what was seen, and where in the spec to look. */
export interface Suspicion {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly evidence: string;
  /** Path of the spec key to change first. */
  readonly key: string;
  readonly advice: string;
}

/** A question put to every run. `passed` is its answer when nothing is wrong; undefined where it does not apply. */
export interface Check {
  readonly id: string;
  readonly ask: (facts: Facts) => Omit<Suspicion, 'id'> | string | undefined;
}

/** The gate that lets fewest decisions through, as a spec path. */
export function tightestGate({ input }: Facts): string {
  const [first] = input.gates.toSorted((a, b) => b.first - a.first);
  return first === undefined || first.first === 0 ? 'data.range' : `gates.${first.name}`;
}

/** The gate that compares the edge with the costs, or where one would be written. */
export function edgeGate({ input }: Facts): string {
  const found = input.gates.find((g) => g.type === 'expected_value') ?? input.gates.find((g) => g.type === 'min_edge');
  return found === undefined ? 'gates' : `gates.${found.name}.min`;
}

export const netOf = ({ input }: Facts): number => {
  const { equity, cash } = input.account;
  return equity.length === 0 ? 0 : equity[equity.length - 1] - cash;
};
