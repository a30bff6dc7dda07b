import { READABLE_COLUMNS } from '../core/artifacts.ts';
import type { Feature } from '../core/contracts/feature.ts';
import type { Role } from '../core/params.ts';
import { NAMED_ROOMS } from './envelope.ts';
import type { NamedRoom } from './envelope.ts';
import type { Entry, MapTree } from './tree.ts';
import type { Reference } from './types.ts';
import type { Part } from './walk-types.ts';

/** A named node as written; `part` is missing where its type is not known. */
export interface Named {
  readonly name: string;
  readonly room: NamedRoom;
  readonly entry: Entry;
  readonly part: Part | undefined;
  readonly enabled: boolean;
}

export interface Names {
  /** By name, in the order of the rooms and of the file. */
  readonly nodes: ReadonlyMap<string, Named>;
  /** Outputs that stand after the dot; undefined where the node has a single column or is not understood. */
  outputs(node: Named): readonly string[] | undefined;
  resolve(name: string): Reference | undefined;
}

/** Bar columns that a spec may read; `funding_rate` where `data.funding` says where it comes from. */
export const BARS: ReadonlySet<string> = new Set(READABLE_COLUMNS);
const RESERVED: ReadonlySet<string> = new Set([...READABLE_COLUMNS, 'symbol', 'all', 'none']);
const ROLE: { readonly [room in NamedRoom]: Role } = {
  features: 'column',
  labels: 'label',
  models: 'score',
  calibrators: 'score',
  signals: 'signal',
};

/** Why a name may not stand, or undefined. */
export function nameFault(name: string): { readonly message: string; readonly expected?: string } | undefined {
  if (!/^[a-z][a-z0-9_]*$/.test(name))
    return { message: 'a name is lower-case letters, digits and "_", a letter first' };
  if (RESERVED.has(name))
    return {
      message: READABLE_COLUMNS.includes(name as 'close') ? 'is the name of a bar column' : 'is a reserved word',
    };
  return undefined;
}

/** Node name and the part after the first dot. */
export function splitName(name: string): readonly [node: string, output: string] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
}

export function indexNames(root: MapTree, parts: readonly Part[]): Names {
  const byPath = new Map(parts.map((part) => [part.path.join('.'), part]));
  const nodes = new Map<string, Named>();
  for (const room of NAMED_ROOMS) {
    const block = root.entries.get(room)?.value;
    if (block?.kind !== 'map') continue;
    for (const [name, entry] of block.entries) {
      const part = byPath.get(`${room}.${name}`);
      if (!nodes.has(name)) nodes.set(name, { name, room, entry, part, enabled: part?.enabled !== false });
    }
  }
  const outputs = (node: Named): readonly string[] | undefined => outputsOf(node, nodes);
  return { nodes, outputs, resolve: (name) => referenceOf(name, nodes, outputs) };
}

function outputsOf(node: Named, nodes: ReadonlyMap<string, Named>): readonly string[] | undefined {
  const { room, part } = node;
  if (part?.ok !== true) return undefined;
  if (room === 'features') return (part.component as Feature).outputs?.(part.values);
  if (room === 'models')
    return (part.values['labels'] as readonly string[]).filter((label) => nodes.get(label)?.enabled !== false);
  const model = room === 'calibrators' ? nodes.get(String(part.values['of'])) : undefined;
  return model?.room === 'models' ? outputsOf(model, nodes) : undefined;
}

function referenceOf(
  name: string,
  nodes: ReadonlyMap<string, Named>,
  outputs: Names['outputs'],
): Reference | undefined {
  if (BARS.has(name)) return { role: 'bar', node: name, output: '' };
  const [base, output] = splitName(name);
  const node = nodes.get(base);
  if (node === undefined) return undefined;
  const role = ROLE[node.room];
  const known = outputs(node);
  if (output !== '') return known?.includes(output) === true ? { role, node: base, output } : undefined;
  if (known === undefined || known.length === 1) return { role, node: base, output: known?.[0] ?? '' };
  return role === 'score' ? { role: 'model', node: base, output: '' } : undefined;
}

/** Every name a reader could mean by a single column. */
export function columnNames(names: Names, rooms: readonly NamedRoom[]): string[] {
  return [...names.nodes.values()]
    .filter(({ room }) => rooms.includes(room))
    .flatMap((node) => {
      const outputs = names.outputs(node);
      return outputs === undefined
        ? [node.name]
        : [...outputs.map((output) => `${node.name}.${output}`), ...(outputs.length === 1 ? [node.name] : [])];
    });
}
