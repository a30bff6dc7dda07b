import type { JsonValue } from '../core/artifacts.ts';
import { COMMON, ROOMS } from '../core/contracts/common.ts';
import type { Room } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import type { EngineName, Model } from '../core/contracts/model.ts';
import { digestJson } from '../core/digest.ts';
import { parseFormula } from '../core/formula.ts';
import type { Param, Params } from '../core/params.ts';
import type { CanonicalValues, Node, ResolvedSpec } from '../spec/types.ts';
import { codeDigest, roomsDigest } from './code-digest.ts';
import type { Engines } from './native/engines.ts';

/** Facts behind a key, by config path or data partition: what `plan` compares to say why a node is not cached. */
export type Parts = Readonly<Record<string, JsonValue>>;

/** What a node computes, apart from the data: names are gone, inputs are recipes. */
export interface Recipe {
  /** Code included: part of every key. */
  readonly digest: string;
  /** Code left out: orders columns, seeds random streams, tells specs apart. An edit of a source changes no number by it. */
  readonly identity: string;
  readonly parts: Parts;
}

/** Components of nested typed blocks (`execution.slippage`), looked up by room and type. */
export type Lookup = (room: Room, type: string) => Component;

const STEP: { readonly [room in string]?: string } = {
  features: 'feature',
  labels: 'label',
  models: 'fit',
  calibrators: 'calibrate',
};

/** Digest of the built code that a component's numbers come from. */
export const componentCode = (room: string, type: string): string => codeDigest(room, type, STEP[room] ?? 'none');

type Target = NonNullable<ReturnType<ResolvedSpec['resolve']>>;

/** Recipes of all nodes of a spec, each computed once. */
export interface Recipes {
  /** A feature node, a label node … by its name. */
  node(name: string): Recipe;
  /** Whatever a reference means: bar column, feature output, label, model, calibrator, signal. */
  reference(name: string): Recipe;
  /** The node of a name, as it stands in the spec. */
  owner(name: string): Node | undefined;
  /** Any node's own values, digestible; inputs enter by their identity. */
  values(node: Node): JsonValue;
}

interface Known {
  /** Recipes of a spec with the same features, labels, models and calibrators; no work is done again that a signal has not changed. */
  readonly base?: Recipes;
  /** Versions of the libraries that fit models are part of what these compute. */
  readonly engines?: Engines;
}

export function recipesOf(spec: ResolvedSpec, lookup: Lookup, { base, engines }: Known = {}): Recipes {
  const nodes = namedNodes(spec);
  const memo = new Map<string, Recipe>();
  const node = (name: string): Recipe => {
    const found = memo.get(name);
    if (found !== undefined) return found;
    const owner = nodes.get(name) as Node;
    const made = base !== undefined && isAsIn(base, owner, { nodes, spec }) ? base.node(name) : recipeOf(owner);
    memo.set(name, made);
    return made;
  };
  const referred = new Map<string, Recipe>();
  const reference = (name: string): Recipe => {
    const found = referred.get(name);
    if (found !== undefined) return found;
    const target = spec.resolve(name);
    if (target === undefined) throw new Error(`name "${name}" has no meaning in ${spec.file}`);
    const made =
      base !== undefined && isAsIn(base, nodes.get(target.node), { nodes, spec })
        ? base.reference(name)
        : referenceTo(target, { nodes, node });
    referred.set(name, made);
    return made;
  };
  const values = (owner: Node, by: 'digest' | 'identity' = 'identity'): JsonValue => {
    const labels = (n: string): boolean => nodes.get(n)?.room === 'labels';
    const naming: Naming = { name: (n) => reference(n)[by], code: by === 'digest', lookup, labels };
    return digestible({ ...COMMON[owner.room], ...owner.component.params }, owner.values, naming);
  };
  const recipeOf = (owner: Node): Recipe => {
    const { room, component } = owner;
    const own = componentCode(room, component.type);
    const code =
      room === 'models' && owner.values['tune'] !== undefined ? digestJson([own, roomsDigest('search')]) : own;
    const inputs = referencedNames(owner, spec);
    const parts: Record<string, JsonValue> = {};
    for (const name of inputs) Object.assign(parts, reference(name).parts);
    const at = owner.path.join('.');
    parts[`${at}.type`] = component.type;
    for (const [key, value] of Object.entries(owner.values)) parts[`${at}.${key}`] = (value ?? null) as JsonValue;
    parts[`code of ${room}/${component.type}`] = code.slice(0, 12);
    const engine = engines?.get((component as Partial<Model>).engine as EngineName);
    if (engine !== undefined) parts[`engine ${engine.name}`] = engine.version;
    const made = engine === undefined ? code : [code, engine.name, engine.version];
    return {
      digest: digestJson([room, component.type, component.version, values(owner, 'digest'), made]),
      identity: digestJson([room, component.type, component.version, values(owner)]),
      parts,
    };
  };
  return Object.freeze({
    node,
    reference,
    owner: (name: string) => nodes.get(name),
    values: (owner: Node) => values(owner),
  });
}

function namedNodes({ features, labels, models, calibrators, signals }: ResolvedSpec): ReadonlyMap<string, Node> {
  const all = [features, labels, models, calibrators, signals].flat() as unknown as readonly Node[];
  return new Map(all.map((node) => [node.name, node]));
}

interface Names {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly spec: ResolvedSpec;
}

/** Whether a node is what it is in the base: all but signals are, these where neither they nor what they read has changed. */
function isAsIn(base: Recipes, owner: Node | undefined, { nodes, spec }: Names): boolean {
  if (owner?.room !== 'signals') return true;
  if (base.owner(owner.name) !== owner) return false;
  return referencedNames(owner, spec).every((name) =>
    isAsIn(base, nodes.get(spec.resolve(name)?.node ?? ''), { nodes, spec }),
  );
}

interface Nodes {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly node: (name: string) => Recipe;
}

function referenceTo({ role, node: name, output }: Target, { nodes, node }: Nodes): Recipe {
  if (role === 'bar') return { digest: `bar:${name}`, identity: `bar:${name}`, parts: {} };
  const owner = node(name);
  const label = nodes.get(output)?.room === 'labels' ? node(output) : undefined;
  return {
    digest: digestJson([owner.digest, label?.digest ?? output]),
    identity: digestJson([owner.identity, label?.identity ?? output]),
    parts: { ...owner.parts, ...label?.parts },
  };
}

/** Names that a node's values mention, in the order of its parameters. */
export function referencedNames(node: Node, spec: ResolvedSpec): readonly string[] {
  const params: Params = { ...COMMON[node.room], ...node.component.params };
  if (node.room === 'models') return [...(spec.modelColumns.get(node.name) ?? [])];
  const names: string[] = [];
  for (const [key, param] of Object.entries(params)) {
    const value = node.values[key];
    if (value === undefined) continue;
    if (param.kind === 'input') names.push(value as string);
    if (param.kind === 'inputs') names.push(...(value as readonly string[]));
    if (param.kind === 'map' && param.of?.kind === 'input') names.push(...(Object.values(value as object) as string[]));
    if (param.kind === 'formula') names.push(...parseFormula(value as string).names);
  }
  return names;
}

interface Naming {
  /** Whether the code of what models fit in their blocks is said too. */
  readonly code: boolean;
  readonly name: (name: string) => string;
  readonly labels: (name: string) => boolean;
  readonly lookup: Lookup;
}

/** Canonical values with every user's name replaced by what it stands for. */
function digestible(params: Params, values: CanonicalValues, naming: Naming): JsonValue {
  const out: Record<string, JsonValue> = {};
  for (const [key, param] of Object.entries(params)) {
    if (key === 'enabled' || param.undigested === true || values[key] === undefined) continue;
    if (key === 'labels' || key === 'features') continue; // a model's node is per label, its columns are listed apart
    out[key] = digestibleValue(param, values[key], naming);
  }
  return out;
}

function digestibleValue(param: Param, value: unknown, naming: Naming): JsonValue {
  if (value === null) return null;
  switch (param.kind) {
    case 'input':
      return naming.name(value as string);
    case 'inputs':
      return (value as readonly string[]).map(naming.name);
    case 'formula': {
      const { canonical, names } = parseFormula(value as string);
      return [canonical, ...names.map(naming.name)];
    }
    case 'list':
      return (value as readonly unknown[]).map((v) => digestibleValue(param.of as Param, v, naming));
    case 'map': {
      const entries = Object.entries(value as object).map(([k, v]): [string, JsonValue] => [
        naming.labels(k) ? naming.name(k) : k,
        digestibleValue(param.of as Param, v, naming),
      ]);
      return Object.fromEntries(entries);
    }
    case 'block':
      return digestible(param.fields as Params, value as CanonicalValues, naming);
    case 'component': {
      const typed = value as { type: string };
      if (typed.type === 'none') return 'none';
      if (!ROOMS.includes(param.room as Room)) return value as JsonValue;
      const component = naming.lookup(param.room as Room, typed.type);
      const own = digestible(component.params, value as CanonicalValues, naming);
      // models fit what stands in their blocks, so its code belongs to the key of the fit
      const code =
        naming.code && (param.room as string).startsWith('models/')
          ? [codeDigest(param.room as string, typed.type, 'none')]
          : [];
      return [typed.type, component.version, own, ...code];
    }
    default:
      return value as JsonValue;
  }
}
