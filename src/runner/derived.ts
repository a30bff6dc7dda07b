import { csvOf } from '../report/csv.ts';
import type { BaselineFacts, DriftFacts, GateWorth, SliceFacts } from '../report/input.ts';
import type { Table } from '../report/table.ts';
import { baselinesOf, baselinesTable } from './baselines.ts';
import { roomsDigest } from './code-digest.ts';
import type { Environment } from './compute.ts';
import { driftOf, driftTable } from './drift.ts';
import { gateWorths } from './gate-worth.ts';
import { panelTables } from './panel-tables.ts';
import { remembered } from './remember.ts';
import type { ResultFile } from './results.ts';
import type { RunOutcome } from './run.ts';
import { slicesOf, slicesTable } from './slices.ts';

/** What a report shows beside the outcome of a run, derived from it once. */
export interface Derived {
  readonly baselines: readonly BaselineFacts[];
  readonly drift: readonly DriftFacts[];
  readonly slices: readonly SliceFacts[];
  readonly gates: ReadonlyMap<string, GateWorth>;
  /** Of several symbols, by name. */
  readonly panel: { readonly [name: string]: Table };
}

export async function derive(outcome: RunOutcome, environment: Environment): Promise<Derived> {
  const fitted = fittedFacts(outcome, environment);
  fitted.catch(() => {}); // awaited below, unless something else fails first
  const panel = panelTables(outcome);
  const { gates, slices } = await tradedFacts(outcome, environment);
  return { ...(await fitted), slices, gates: new Map(gates), panel };
}

interface TradedFacts {
  readonly gates: readonly (readonly [string, GateWorth])[];
  readonly slices: readonly SliceFacts[];
}

const TRADING = ['signals', 'gates', 'portfolio', 'execution', 'evaluation', 'runner'];

/** What the same run, run again, finds in the store. */
function tradedFacts(outcome: RunOutcome, { store }: Environment): Promise<TradedFacts> {
  const { plan, range } = outcome;
  const recipe = ['traded facts', roomsDigest(...TRADING), plan.digest, keysOf(plan), range.from, range.to];
  return remembered(store, recipe, () =>
    Promise.resolve(JSON.stringify({ gates: [...gateWorths(outcome)], slices: slicesOf(outcome) })),
  );
}

const keysOf = ({ nodes }: RunOutcome['plan']): readonly string[] =>
  nodes.filter(({ kind }) => kind !== 'bars' && kind !== 'simulation' && kind !== 'evaluation').map(({ key }) => key);

/** What a changed gate does not change stands in the store: scores beside the baselines, drift of the columns. */
function fittedFacts(
  outcome: RunOutcome,
  environment: Environment,
): Promise<{ readonly baselines: readonly BaselineFacts[]; readonly drift: readonly DriftFacts[] }> {
  const { plan } = outcome;
  const judged = plan.spec.evaluation.symbols ?? [];
  const recipe = ['fitted facts', roomsDigest('runner', 'evaluation', 'models'), keysOf(plan), judged];
  return remembered(environment.store, recipe, async () => {
    const [baselines, drift] = await Promise.all([baselinesOf(outcome, environment), driftOf(outcome, environment)]);
    return JSON.stringify({ baselines, drift });
  });
}

export function derivedFiles(
  outcome: RunOutcome,
  { baselines, drift, slices, gates, panel }: Derived,
): readonly ResultFile[] {
  const tables: Readonly<Record<string, Table | undefined>> = {
    baselines: baselinesTable(baselines),
    drift: driftTable(drift),
    slices: slicesTable(slices),
    gates: gatesTable(outcome, gates),
    ...panel,
  };
  return Object.entries(tables).flatMap(([name, table]) =>
    table === undefined ? [] : [{ path: `diagnostics/${name}.csv`, content: csvOf(table) }],
  );
}

/** Refusals of each gate, and what the gate is worth. */
function gatesTable({ result }: RunOutcome, worths: Derived['gates']): Table {
  const worth = [
    'shadow_net',
    'shadow_trades',
    'shadow_wins',
    'net_without',
    'trades_without',
    'value',
  ] as const satisfies readonly (keyof GateWorth)[];
  const { gates } = result;
  return {
    rows: gates.length,
    columns: [
      { name: 'gate', kind: 'text', values: gates.map((g) => g.name) },
      { name: 'refused_first', kind: 'number', values: gates.map((g) => g.first) },
      { name: 'refused_at_all', kind: 'number', values: gates.map((g) => g.all) },
      ...worth.map((name) => ({
        name,
        kind: 'number' as const,
        values: gates.map((g) => worths.get(g.name)?.[name] ?? NaN),
      })),
    ],
  };
}
