import type { JsonValue } from '../core/artifacts.ts';
import { digestColumns, digestJson } from '../core/digest.ts';
import type { CanonicalValues, Node } from '../spec/types.ts';
import { roomsDigest } from './code-digest.ts';
import { finerMonths } from './finer.ts';
import { ENGINE } from './engine.ts';
import type { EngineName, Model } from '../core/contracts/model.ts';
import type { Opened } from './open.ts';
import type { Member } from './panel.ts';
import type { Plan } from './plan.ts';
import { componentCode } from './recipes.ts';
import type { RunOutcome } from './run.ts';

/** A component as it was: its declared version, and a digest of the built code that its numbers come from. */
export interface LockedComponent {
  readonly version: number;
  readonly code: string;
  /** Version of the library that fitted it. */
  readonly engine?: string;
}

/** Bars of one month, `2024-01` or, of those that orders fill on, `2024-01 at 5m`; of one symbol where there are several. */
export interface LockedPartition {
  readonly symbol?: string;
  readonly month: string;
  readonly rows: number;
  readonly digest: string;
}

/** What a run was made of and what each node gave: enough to recompute it and to name the first difference. */
export interface Lock {
  readonly format: 1;
  readonly engine: string;
  readonly experiment: string;
  readonly digest: string;
  readonly seed: number;
  readonly spec: CanonicalValues;
  readonly source: JsonValue;
  /** Epoch ms, half-open: the part of the test windows that was traded; null = all of it. */
  readonly slice: { readonly from: number; readonly to: number } | null;
  readonly partitions: readonly LockedPartition[];
  /** What the spec uses, as `features/rsi`; older locks hold the version alone. */
  readonly components: { readonly [id: string]: number | LockedComponent };
  /** In plan order: key = recipe and data, content = digest of what came out. */
  readonly nodes: readonly { readonly id: string; readonly key: string; readonly content: string }[];
}

export function lockOf({ spec, data, plan }: Opened, outcome: RunOutcome): Lock {
  const { digests } = outcome.computed;
  const computed = plan.nodes.filter((node) => digests.has(node.id));
  const nodes = computed.map((node) => ({ id: node.id, key: node.key, content: digests.get(node.id) as string }));
  const terminal = [
    { id: 'simulation', content: simulationDigest(outcome) },
    {
      id: 'evaluation',
      content: digestJson(
        JSON.parse(JSON.stringify([outcome.metrics, outcome.qualities, outcome.segments])) as JsonValue,
      ),
    },
  ];
  return {
    format: 1,
    engine: ENGINE,
    experiment: spec.name,
    digest: plan.digest,
    seed: spec.seed,
    spec: spec.written,
    source: data.identity,
    slice: sliceOf(outcome),
    partitions: partitionsIn(plan),
    components: componentsOf(plan),
    nodes: [...nodes, ...terminal.map(({ id, content }) => ({ id, key: plan.byId.get(id)?.key ?? '', content }))],
  };
}

export function partitionsIn({ panel: { members, several } }: Plan): readonly LockedPartition[] {
  return members.flatMap(({ symbol, bars, partitions }) =>
    [...partitions.months, ...finerMonths(bars)].map(({ month, from, to, digest }) => ({
      ...(several && { symbol }),
      month,
      rows: to - from,
      digest,
    })),
  );
}

function componentsOf({ spec, engines }: Plan): Lock['components'] {
  const { features, labels, models, calibrators, signals, gates, split, portfolio, execution } = spec;
  const single = [...(split === undefined ? [] : [split]), portfolio.sizing, ...portfolio.limits, execution];
  if (portfolio.select !== undefined) single.push(portfolio.select);
  const components: Record<string, LockedComponent> = {};
  for (const { room, component } of [
    ...features,
    ...labels,
    ...models,
    ...calibrators,
    ...signals,
    ...gates,
    ...single,
  ] as readonly Node[]) {
    const engine = engines.get((component as Partial<Model>).engine as EngineName)?.version;
    components[`${room}/${component.type}`] = {
      version: component.version,
      code: componentCode(room, component.type),
      ...(engine !== undefined && { engine }),
    };
  }
  components['evaluation'] = { version: 1, code: roomsDigest('evaluation') };
  return components;
}

function sliceOf({ plan, range }: RunOutcome): Lock['slice'] {
  const { bars, traded } = plan;
  if (range.from === traded.from && range.to === traded.to) return null;
  return { from: bars.time[range.from], to: bars.time[range.to - 1] + bars.interval_ms };
}

function simulationDigest({ result, plan, panel, range }: RunOutcome): string {
  const { equity, details } = result;
  const votes = (m: number): readonly { name: string; values: Int8Array | Uint8Array | Uint32Array }[] => [
    { name: 'vote', values: panel.symbols[m].columns.vote },
    { name: 'mask', values: panel.symbols[m].columns.mask },
  ];
  const account = { name: 'equity', values: equity };
  const trades = details === undefined ? [] : Object.entries(details.trades).filter(([key]) => key !== 'rows');
  const { members, several } = plan.panel;
  const own = ({ index, range: ownRange }: Member): string => {
    const { from, to } = ownRange(range);
    return digestColumns(votes(index), from, to);
  };
  return digestJson([
    several
      ? [digestColumns([account], range.from, range.to), ...members.map(own)]
      : digestColumns([account, ...votes(0)], range.from, range.to),
    digestColumns(trades.map(([name, values]) => ({ name, values: values as Float64Array }))),
  ]);
}
