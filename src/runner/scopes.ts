import type { Feature } from '../core/contracts/feature.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import type { Member, Panel } from './panel.ts';
import { idOf } from './pools.ts';
import { referencedNames } from './recipes.ts';

/** The member whose column a feature with `symbol` gives to all. */
export function referenceOf({ several, member }: Panel, { values }: Node): Member | undefined {
  const symbol = values['symbol'] as string | undefined;
  return several && symbol !== undefined ? member(symbol) : undefined;
}

export const isCross = (node: Node<Feature> | undefined): boolean => node?.component.cross === true;

/** Id of the node that makes a column of a symbol. */
export function producerOf(spec: ResolvedSpec, panel: Panel, name: string, { symbol }: Member): string {
  const target = spec.resolve(name);
  if (target === undefined || target.role === 'bar') return idOf(panel, 'bars', symbol);
  const across = isCross(spec.features.find((node) => node.name === target.node));
  return across ? `features.${target.node}` : idOf(panel, `features.${target.node}`, symbol);
}

/** Whose bars columns depend on: of the symbol itself and of those that features name, or of all. */
export interface Scopes {
  of(names: readonly string[], members: readonly Member[]): readonly Member[];
}

type Others = readonly Member[] | 'all';

export function scopesOf(spec: ResolvedSpec, panel: Panel): Scopes {
  const known = new Map<string, Others>();
  const othersOf = (name: string): Others => {
    const target = spec.resolve(name);
    if (target === undefined || target.role === 'bar') return [];
    const found = known.get(target.node);
    if (found !== undefined) return found;
    const node = spec.features.find((n) => n.name === target.node) as Node<Feature>;
    const below = isCross(node) ? 'all' : together(referencedNames(node, spec).map(othersOf));
    const reference = referenceOf(panel, node);
    const made = reference === undefined || below === 'all' ? below : [...below, reference];
    known.set(target.node, made);
    return made;
  };
  return {
    of(names, members) {
      const others = panel.several ? together(names.map(othersOf)) : 'all';
      if (others === 'all') return panel.members;
      return [...new Set([...members, ...others])].sort((a, b) => a.index - b.index);
    },
  };
}

const together = (lists: readonly Others[]): Others =>
  lists.includes('all') ? 'all' : [...new Set((lists as readonly (readonly Member[])[]).flat())];
