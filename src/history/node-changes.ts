import type { Lock, LockedPartition } from '../runner/lock.ts';

/** Nodes of one kind that a second run could not take over from the first. */
export interface NodeChange {
  readonly kind: string;
  /** In both runs, by another recipe or on other data. */
  readonly invalidated: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Same recipe and data, another content: never right. */
  readonly contradicted: readonly string[];
  /** Nodes of this kind in both runs that are the same. */
  readonly kept: number;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['features', 'feature'],
  ['labels', 'label'],
  ['models', 'model'],
  ['calibrators', 'calibrator'],
]);

const kindOf = (id: string): string => {
  const room = id.split('.', 1)[0];
  return KINDS.get(room) ?? room;
};

type LockNode = Lock['nodes'][number];

/** Two locks node by node, grouped by kind in plan order. */
export function nodeChanges(a: Lock, b: Lock): readonly NodeChange[] {
  const before = new Map(a.nodes.map((node) => [node.id, node]));
  const after = new Map(b.nodes.map((node) => [node.id, node]));
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  const kinds = [...new Set(ids.map(kindOf))];
  return kinds.map((kind) => {
    const own = ids.filter((id) => kindOf(id) === kind);
    const both = own.filter((id) => before.has(id) && after.has(id));
    const pick = (of: (x: LockNode, y: LockNode) => boolean): readonly string[] =>
      both.filter((id) => of(before.get(id) as LockNode, after.get(id) as LockNode));
    const invalidated = pick((x, y) => x.key !== y.key);
    const contradicted = pick((x, y) => x.key === y.key && x.content !== y.content);
    return {
      kind,
      invalidated,
      added: own.filter((id) => !before.has(id)),
      removed: own.filter((id) => !after.has(id)),
      contradicted,
      kept: both.length - invalidated.length - contradicted.length,
    };
  });
}

const nameOf = ({ symbol, month }: LockedPartition): string => (symbol === undefined ? month : `${symbol} ${month}`);

/** Months of bars that are not the same in two locks. */
export function changedMonths(a: Lock, b: Lock): readonly string[] {
  const before = new Map(a.partitions.map((p) => [nameOf(p), p.digest]));
  const after = new Map(b.partitions.map((p) => [nameOf(p), p.digest]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((month) => before.get(month) !== after.get(month))
    .sort();
}
