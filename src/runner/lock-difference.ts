import { specChanges, written } from '../history/spec-changes.ts';
import type { SpecChange } from '../history/spec-changes.ts';
import type { Lock, LockedPartition } from './lock.ts';

export type Cause = 'seed' | 'engine' | 'parameter' | 'data partition' | 'code' | 'recipe' | 'result';

export interface Difference {
  readonly node: string;
  readonly cause: Cause;
  readonly reason: string;
  readonly expected: string;
  readonly found: string;
}

interface Place {
  readonly node: string;
  readonly expected: string;
  readonly found: string;
  /** What there is to say where nothing else explains it. */
  readonly fallback: Pick<Difference, 'cause' | 'reason'>;
}

/** The first node, in plan order, that is not what the lock says, with the cause as far as the lock can tell. */
export function firstLockDifference(expected: Lock, found: Lock): Difference | undefined {
  if (expected.seed !== found.seed) {
    const [was, is] = [String(expected.seed), String(found.seed)];
    return { node: 'spec', cause: 'seed', reason: `another seed: ${was} -> ${is}`, expected: was, found: is };
  }
  const place = firstPartition(expected, found) ?? firstNode(expected, found);
  if (place === undefined) return undefined;
  const { fallback, ...rest } = place;
  const explained =
    byParameter(place, expected, found) ??
    (isBars(place.node) ? undefined : (byEngine(expected, found) ?? byCode(place, expected, found)));
  return { ...rest, ...(explained ?? fallback) };
}

const isBars = (node: string): boolean => node === 'bars' || node.startsWith('bars/');

function firstPartition(expected: Lock, found: Lock): Place | undefined {
  const place = (at: LockedPartition, what: string, was: string | undefined, is: string | undefined): Place => ({
    node: at.symbol === undefined ? 'bars' : `bars/${at.symbol}`,
    expected: was ?? 'nothing',
    found: is ?? 'nothing',
    fallback: {
      cause: 'data partition',
      reason: `data partition ${at.month}${at.symbol === undefined ? '' : ` of ${at.symbol}`} ${what}`,
    },
  });
  const idOf = ({ symbol = '', month }: LockedPartition): string => `${symbol}/${month}`;
  const now = new Map(found.partitions.map((partition) => [idOf(partition), partition.digest]));
  for (const partition of expected.partitions) {
    const { digest } = partition;
    const is = now.get(idOf(partition));
    if (is !== digest) return place(partition, is === undefined ? 'is gone' : 'changed', digest, is);
  }
  const known = new Set(expected.partitions.map(idOf));
  const extra = found.partitions.find((partition) => !known.has(idOf(partition)));
  return extra === undefined ? undefined : place(extra, 'is new', undefined, extra.digest);
}

function firstNode(expected: Lock, found: Lock): Place | undefined {
  const now = new Map(found.nodes.map((node) => [node.id, node]));
  for (const node of expected.nodes) {
    const other = now.get(node.id);
    if (other?.content === node.content) continue;
    const at = { node: node.id, expected: node.content, found: other?.content ?? 'nothing' };
    if (other === undefined) return { ...at, fallback: { cause: 'recipe', reason: 'the node is gone' } };
    if (other.key === node.key)
      return { ...at, fallback: { cause: 'result', reason: 'same recipe and data, another result' } };
    return { ...at, fallback: { cause: 'recipe', reason: 'the code or a parameter of this node changed' } };
  }
  const added = found.nodes.find(({ id }) => !expected.nodes.some((node) => node.id === id));
  return (
    added && {
      node: added.id,
      expected: 'nothing',
      found: added.content,
      fallback: { cause: 'recipe', reason: 'the node is new' },
    }
  );
}

/** A changed key of the spec: of the node itself where one is, of the data for bars, else the first one. */
function byParameter({ node }: Place, expected: Lock, found: Lock): Pick<Difference, 'cause' | 'reason'> | undefined {
  const changes = specChanges(expected.spec, found.spec).filter(
    ({ path }) => !/^(name|notes|search|report)\b/.test(path),
  );
  const [room, name] = [node.split('.')[0], node.split('/')[0]];
  const own = isBars(node) ? changes.filter(({ path }) => path.startsWith('data.')) : changes;
  const change: SpecChange | undefined =
    own.find(({ path }) => path === name || path.startsWith(`${name}.`)) ??
    own.find(({ path }) => path.startsWith(`${room}.`)) ??
    own.at(0);
  if (change === undefined) return undefined;
  return { cause: 'parameter', reason: `parameter ${change.path}: ${written(change.a)} -> ${written(change.b)}` };
}

/** A library that fits models, of another version than it was. */
function byEngine(expected: Lock, found: Lock): Pick<Difference, 'cause' | 'reason'> | undefined {
  for (const [id, was] of Object.entries(expected.components)) {
    const is = found.components[id];
    if (typeof was === 'number' || typeof is === 'number' || is === undefined || was.engine === is.engine) continue;
    return { cause: 'engine', reason: `engine of ${id} changed: ${was.engine ?? 'none'} -> ${is.engine ?? 'none'}` };
  }
  return undefined;
}

/** Code that the node's numbers come from: its own component's where it changed, else the first changed one before it. */
function byCode({ node }: Place, expected: Lock, found: Lock): Pick<Difference, 'cause' | 'reason'> | undefined {
  const changed = Object.entries(expected.components).flatMap(([id, was]) => {
    const is = found.components[id];
    if (typeof was === 'number' || typeof is === 'number' || is === undefined || was.code === is.code) return [];
    return [{ id, was: was.code.slice(0, 8), is: is.code.slice(0, 8) }];
  });
  const own = componentOf(node, expected);
  const { id, was, is } = changed.find((c) => c.id === own) ?? changed.find((c) => isUpstream(c.id, node)) ?? {};
  return id === undefined ? undefined : { cause: 'code', reason: `code of ${id} changed: ${was} -> ${is}` };
}

/** `models.gbm/h4/fold-01` is made by `models/gradient_boosting`. */
function componentOf(node: string, { spec }: Lock): string {
  if (node === 'simulation') return `execution/${(spec['execution'] as { readonly type?: string }).type}`;
  const [head] = node.split('/');
  const [kind, name] = [head.slice(0, head.indexOf('.')), head.slice(head.indexOf('.') + 1)];
  const room = kind === 'scores' ? 'models' : kind;
  const nodes = spec[room] as { readonly [name: string]: { readonly type?: string } } | undefined;
  return node === 'evaluation' ? node : `${room}/${nodes?.[name]?.type ?? ''}`;
}

const ORDER = ['features', 'labels', 'split', 'models', 'scores', 'calibrators', 'simulation', 'evaluation'];
const placeOf = (room: string): number => {
  const at = ORDER.indexOf(room);
  return at >= 0 ? at : ORDER.indexOf('simulation');
};

const isUpstream = (component: string, node: string): boolean =>
  placeOf(component.split('/')[0]) <= placeOf(node.split(/[./]/)[0]);
