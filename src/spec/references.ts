import type { Role } from '../core/params.ts';
import { didYouMean } from '../core/nearest.ts';
import type { NamedRoom } from './envelope.ts';
import type { Named, Names } from './names.ts';
import { BARS, columnNames, splitName } from './names.ts';
import type { Part, Walk } from './walk-types.ts';
import { complain } from './walk-types.ts';
import { nounOf } from './nouns.ts';
import type { NameUse } from './walk-types.ts';
import type { Mark } from './tree.ts';
import { entryAt } from './tree.ts';

const ROOMS_OF: { readonly [role in Role]: readonly NamedRoom[] } = {
  column: ['features'],
  bar: [],
  label: ['labels'],
  model: ['models', 'calibrators'],
  score: ['models', 'calibrators'],
  signal: ['signals'],
};

/** The columns a model sees are selected, not referred to one by one. */
export const isSelection = (use: NameUse): boolean =>
  use.at.owner[0] === 'models' && use.at.owner.length === 2 && use.path[2] === 'features';

/** Each written name means something that its reader accepts. */
export function checkUses(w: Walk, names: Names): void {
  for (const use of w.uses) {
    if (!isSelection(use)) checkUse(w, names, use);
  }
  for (const part of w.parts) {
    if (part.ok) checkInputs(w, names, part);
  }
}

function acceptedRooms(use: NameUse): readonly NamedRoom[] {
  const [room] = use.at.owner;
  if (room === 'models' && use.path[2] === 'of') return ['models'];
  if (room === 'calibrators' && use.path.at(-1) === 'of') return ['models'];
  return [...new Set((use.param.accepts ?? ['column']).flatMap((role) => ROOMS_OF[role]))];
}

function checkUse(w: Walk, names: Names, use: NameUse): void {
  const accepts: readonly Role[] = use.param.accepts ?? ['column'];
  if (BARS.has(use.name) && (accepts.includes('column') || accepts.includes('bar'))) return;
  const rooms = acceptedRooms(use);
  const node = names.nodes.get(splitName(use.name)[0]);
  if (node === undefined) return unknownName(w, names, use, rooms);
  if (!rooms.includes(node.room)) return wrongRoom(w, use, node, rooms);
  if (!node.enabled && readerEnabled(w, use) && use.param.kind !== 'inputs')
    return disabled(w, use.path, use.mark, node);
  const outputs = names.outputs(node);
  const output = splitName(use.name)[1];
  if (output === '' && (outputs === undefined || outputs.length === 1 || rooms.includes('models'))) return;
  if (!understood(names, node) || (output !== '' && outputs?.includes(output) === true)) return;
  unknownOutput(w, use.path, use.mark, { node, output, outputs });
}

/** Whether a node's columns are known: its own values hold, and those of the model it calibrates. */
function understood(names: Names, node: Named): boolean {
  const fitted = node.room === 'models' || node.room === 'calibrators';
  return node.part?.ok === true && !(fitted && names.outputs(node) === undefined);
}

/** Whether the block that mentions a name is wired at all. */
function readerEnabled(w: Walk, { at }: NameUse): boolean {
  return w.parts.every(({ enabled, path }) => enabled || path.some((key, i) => at.owner[i] !== key));
}

function unknownName(w: Walk, names: Names, use: NameUse, rooms: readonly NamedRoom[]): void {
  const whole = columnNames(names, rooms);
  const bare = [...names.nodes.values()].filter(({ room }) => rooms.includes(room)).map(({ name }) => name);
  const known = [
    ...new Set([...(use.name.includes('.') ? whole : bare), ...(rooms.includes('features') ? BARS : []), ...whole]),
  ];
  const expected = rooms.length === 0 ? [...BARS].join(', ') : `the name of a ${rooms.map(nounOf).join(' or ')}`;
  complain(w, 'SPEC_UNKNOWN_NAME', use, use.mark, 'nothing has this name', {
    expected,
    found: JSON.stringify(use.name),
    ...didYouMean(use.name, known),
  });
}

function wrongRoom(w: Walk, use: NameUse, node: Named, rooms: readonly NamedRoom[]): void {
  const fromFeatures = use.at.owner[0] === 'features';
  const expected = rooms.length === 0 ? 'a bar column' : `a ${rooms.map(nounOf).join(' or ')}`;
  const more = { found: JSON.stringify(use.name), expected };
  if (node.room === 'labels')
    return void complain(w, 'SPEC_LEAK', use, use.mark, 'a label column used as feature: it reads the future', more);
  if (fromFeatures)
    return void complain(
      w,
      'SPEC_LEAK',
      use,
      use.mark,
      `features never read a ${nounOf(node.room)}: what is fitted stays behind them`,
      more,
    );
  complain(w, 'SPEC_UNKNOWN_NAME', use, use.mark, `is a ${nounOf(node.room)}`, more);
}

function disabled(w: Walk, path: readonly string[], mark: Mark, node: Named): void {
  complain(w, 'SPEC_CONFLICT', { path }, mark, `reads "${node.name}", which is switched off`, {
    hint: `${node.room}.${node.name}.enabled: true`,
  });
}

interface Missing {
  readonly node: Named;
  readonly output: string;
  readonly outputs: readonly string[] | undefined;
}

function unknownOutput(w: Walk, path: readonly string[], mark: Mark, { node, output, outputs }: Missing): void {
  const known = outputs ?? [];
  // a node whose columns are all switched off is refused where it stands
  if (outputs?.length === 0 && output === '') return;
  const message =
    output === ''
      ? `"${node.name}" has several columns`
      : `${nounOf(node.room)} "${node.name}" has no output "${output}"`;
  const expected =
    known.length === 0 ? `"${node.name}", its only column` : known.map((o) => `${node.name}.${o}`).join(', ');
  complain(w, 'SPEC_UNKNOWN_NAME', { path }, mark, message, { expected, ...didYouMean(output, known) });
}

interface Reading {
  inputs?(values: unknown): readonly (string | { readonly name: string })[];
  input?(values: unknown): string | undefined;
}

/** The columns that a component says it will read, names it makes of its parameters (`calibrated` + `h1`) included. */
export function inputsOf(part: Part): readonly string[] {
  const component = part.component as unknown as Reading;
  if (part.room === 'labels') return [];
  const one = component.input?.(part.values);
  const many = component.inputs?.(part.values) ?? [];
  return [
    ...many.map((input) => (typeof input === 'string' ? input : input.name)),
    ...(one === undefined ? [] : [one]),
  ];
}

function checkInputs(w: Walk, names: Names, part: Part): void {
  const uses = w.uses.filter(({ at }) => at.owner.join('.') === part.path.join('.'));
  for (const name of inputsOf(part)) {
    const [base, output] = splitName(name);
    const target = names.resolve(name);
    if ((target !== undefined && target.role !== 'model') || w.problems.some(({ path }) => sharesPath(path, part.path)))
      continue;
    const node = names.nodes.get(base);
    if (node === undefined || !understood(names, node)) continue;
    const { path, mark } = placeOfInput(part, uses, name);
    const off = names.nodes.get(output);
    if (off?.room === 'labels' && !off.enabled) disabled(w, path, mark, off);
    else unknownOutput(w, path, mark, { node, output, outputs: names.outputs(node) });
  }
}

const sharesPath = (path: readonly string[], part: readonly string[]): boolean =>
  part.every((key, i) => path[i] === key) && path.length > part.length;

/** Where a read name comes from: a map key that is its output, the parameter that says it, else the block. */
function placeOfInput(part: Part, uses: readonly NameUse[], name: string): { path: readonly string[]; mark: Mark } {
  const [base, output] = splitName(name);
  for (const key of part.tree.entries.keys()) {
    const entry = output === '' ? undefined : entryAt(part.tree, [key, output]);
    if (entry !== undefined) return { path: [...part.path, key, output], mark: entry.key };
  }
  const use = uses.find((u) => u.name === name) ?? uses.find((u) => u.name === base);
  return use === undefined ? { path: part.path, mark: part.key } : { path: use.path, mark: use.mark };
}
