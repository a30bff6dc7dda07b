import type { JsonValue, Range } from '../core/artifacts.ts';
import type { Feature } from '../core/contracts/feature.ts';
import { digestJson } from '../core/digest.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import { codeDigest, filesDigest } from './code-digest.ts';
import { ENGINE } from './engine.ts';
import type { Member, Panel } from './panel.ts';
import type { FoldRows, PlanNode } from './plan.ts';
import { idOf } from './pools.ts';
import { dataReach } from './reached-data.ts';
import type { DataReach } from './reached-data.ts';
import type { Parts, Recipes } from './recipes.ts';
import { referencedNames } from './recipes.ts';
import { isCross, producerOf, referenceOf, scopesOf } from './scopes.ts';
import type { Scopes } from './scopes.ts';

/** Code that puts the rows of several symbols together. */
const POOLING = filesDigest('runner/panel.js', 'runner/pools.js');
const JOINED = filesDigest('runner/steps/joined.js');

/** Makes the nodes of a plan one after the other, each with the key of its recipe and of the rows that it can reach. */
export class PlanBuilder {
  readonly nodes: PlanNode[] = [];
  readonly byId = new Map<string, PlanNode>();
  readonly spec: ResolvedSpec;
  readonly panel: Panel;
  readonly recipes: Recipes;
  readonly scopes: Scopes;
  readonly folds: readonly FoldRows[];
  readonly #data: DataReach;

  constructor(spec: ResolvedSpec, panel: Panel, recipes: Recipes, folds: readonly FoldRows[]) {
    this.spec = spec;
    this.folds = folds;
    this.panel = panel;
    this.#data = dataReach(panel);
    this.recipes = recipes;
    this.scopes = scopesOf(spec, panel);
    for (const member of panel.members) {
      this.add({
        id: idOf(panel, 'bars', member.symbol),
        kind: 'bars',
        name: member.symbol,
        ...ofSymbol(this.panel, member),
        rows: member.bars.rows,
        deps: [],
        cost: 0,
        recipe: { bars: member.symbol },
        parts: {},
        members: [member],
        reach: this.panel.grid.rows,
      });
    }
  }

  /** A column of every symbol; across symbols, one node for all. */
  feature(node: Node<Feature>): void {
    if (isCross(node)) return this.#crossFeature(node);
    const names = referencedNames(node, this.spec);
    const reference = referenceOf(this.panel, node);
    for (const member of this.panel.members) {
      const on = reference ?? member;
      const members = this.scopes.of(names, on === member ? [on] : [on, member]);
      const made = { ...this.#common('feature', node, member), members };
      if (on === member) {
        this.add({ ...made, deps: names.map((name) => this.producer(name, on)) });
      } else {
        const source = idOf(this.panel, `features.${node.name}`, on.symbol);
        const deps = [source, idOf(this.panel, 'bars', member.symbol)];
        this.add({ ...made, deps, recipe: ['joined', made.recipe, JOINED] });
      }
    }
  }

  #crossFeature(node: Node<Feature>): void {
    const { members, pooled } = this.panel;
    const { digest, parts } = this.recipes.node(node.name);
    const names = referencedNames(node, this.spec);
    const { rows } = pooled();
    this.add({
      id: `features.${node.name}`,
      kind: 'feature',
      name: node.name,
      rows,
      deps: members.flatMap((member) => names.map((name) => this.producer(name, member))),
      cost: rows,
      recipe: ['across symbols', digest, codeDigest('features', node.component.type, 'cross')],
      parts,
      members,
      reach: this.panel.grid.rows,
    });
  }

  label(node: Node): void {
    for (const member of this.panel.members) {
      const deps = [idOf(this.panel, 'bars', member.symbol)];
      this.add({ ...this.#common('label', node, member), deps, members: [member] });
    }
  }

  #common(kind: 'feature' | 'label', node: Node, member: Member) {
    const { digest, parts } = this.recipes.node(node.name);
    const { rows } = member.bars;
    return {
      id: idOf(this.panel, `${kind}s.${node.name}`, member.symbol),
      kind,
      name: node.name,
      ...ofSymbol(this.panel, member),
      rows,
      cost: rows,
      recipe: digest,
      parts,
      reach: this.panel.grid.rows,
    };
  }

  terminal(kind: 'simulation' | 'evaluation', traded: Range, digest: string): void {
    const deps =
      kind === 'evaluation'
        ? ['simulation']
        : this.nodes.filter((n) => n.kind !== 'model' && n.kind !== 'bars').map((n) => n.id);
    this.add({
      id: kind,
      kind,
      name: this.spec.name,
      rows: traded.to - traded.from,
      deps,
      cost: traded.to - traded.from,
      recipe: [kind, digest],
      parts: {},
      members: this.panel.members,
      reach: this.panel.grid.rows,
    });
  }

  producer(name: string, member: Member): string {
    return producerOf(this.spec, this.panel, name, member);
  }

  add(node: Omit<PlanNode, 'key' | 'parts'> & Keyed): void {
    const { recipe, reach, parts, members, ...rest } = node;
    const data = this.#data.of(members, reach);
    // where it reads others too, the same data make another column for each symbol
    const own = members.length > 1 ? members.findIndex(({ symbol }) => symbol === rest.symbol) : -1;
    const pooling = this.panel.several ? [POOLING, ...(own >= 0 ? [own] : [])] : [];
    const made = Object.freeze({
      ...rest,
      key: digestJson([ENGINE, recipe, data.digest, ...pooling]),
      deps: [...new Set(rest.deps)],
      parts: { ...parts, ...data.parts },
    });
    this.nodes.push(made);
    this.byId.set(made.id, made);
  }
}

/** The symbol of a node, where there are several. */
export const ofSymbol = ({ several }: Panel, { symbol }: Member): { readonly symbol?: string } =>
  several ? { symbol } : {};

/** What a key is made of: the recipe and the rows of `members` before grid row `reach`. */
interface Keyed {
  readonly recipe: JsonValue;
  readonly parts: Parts;
  readonly members: readonly Member[];
  readonly reach: number;
}
