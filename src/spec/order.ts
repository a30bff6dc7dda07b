import type { Named, Names } from './names.ts';
import { splitName } from './names.ts';
import type { NameUse, Walk } from './walk-types.ts';
import { complain } from './walk-types.ts';

/** Nodes of one room after those they read; file order otherwise. A ring is a problem. */
export function inDependencyOrder(w: Walk, names: Names, room: Named['room']): Named[] {
  const nodes = [...names.nodes.values()].filter((node) => node.room === room);
  const order: Named[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (node: Named, trail: readonly string[]): void => {
    if (state.get(node.name) === 'done') return;
    state.set(node.name, 'open');
    for (const use of usesBy(w, node)) {
      const target = names.nodes.get(splitName(use.name)[0]);
      if (target?.room !== room) continue;
      const from = [...trail, node.name];
      if (state.get(target.name) === 'open')
        reportRing(w, use, [...from.slice(from.indexOf(target.name)), target.name]);
      else visit(target, from);
    }
    state.set(node.name, 'done');
    order.push(node);
  };
  for (const node of nodes) visit(node, []);
  return order;
}

export function usesBy(w: Walk, node: Named): NameUse[] {
  return w.uses.filter(({ at }) => at.owner[0] === node.room && at.owner[1] === node.name);
}

function reportRing(w: Walk, use: NameUse, ring: readonly string[]): void {
  complain(w, 'SPEC_RING', use, use.mark, 'the node reads itself, directly or through others', {
    found: ring.join(' -> '),
  });
}
