import { digestJson } from '../core/digest.ts';
import type { Instrument } from '../core/instrument.ts';
import type { JsonValue } from '../core/artifacts.ts';
import { readInstruments } from '../data/instruments.ts';
import type { DataRoots } from '../data/load.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import type { Plan } from './plan.ts';

/** The rules that `data.instruments` names, by symbol; `generated`: the bars are, so that a file may be missing. */
export function openInstruments(
  { data }: ResolvedSpec,
  symbols: readonly string[],
  roots: DataRoots,
  generated: boolean,
): ReadonlyMap<string, Instrument> | undefined {
  if (data.instruments === undefined) return undefined;
  const rules = readInstruments(data.instruments, symbols, roots, generated);
  return new Map(symbols.map((symbol, i) => [symbol, rules[i]]));
}

/** The plan whose trading obeys the rules: the keys of what hangs on them say which they are. */
export function withInstruments(plan: Plan, instruments: ReadonlyMap<string, Instrument> | undefined): Plan {
  if (instruments === undefined) return plan;
  return { ...keyedBy(plan, digestJson([...instruments] as unknown as JsonValue)), instruments };
}

/** The plan with something else that trading hangs on in the keys of what comes of it. */
export function keyedBy(plan: Plan, digest: string): Plan {
  const nodes = plan.nodes.map((node) =>
    node.kind === 'simulation' || node.kind === 'evaluation'
      ? Object.freeze({ ...node, key: digestJson([node.key, digest]) })
      : node,
  );
  return Object.freeze({ ...plan, nodes, byId: new Map(nodes.map((node) => [node.id, node])) });
}
