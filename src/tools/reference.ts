import { COMMON, ROOMS } from '../core/contracts/common.ts';
import type { Room } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import { outputUnits, type Feature } from '../core/contracts/feature.ts';
import type { Label } from '../core/contracts/label.ts';
import type { Param, Params } from '../core/params.ts';
import { BAR_UNITS } from '../spec/columns.ts';
import { nounOf } from '../spec/nouns.ts';
import type { Listed } from './components.ts';
import { exampleValues } from './example.ts';

/** One page per room: what each type does, its parameters, units, defaults and bounds. */
export function referenceFiles(components: readonly Listed[]): Map<string, string> {
  const rooms = new Map<string, Listed[]>();
  for (const listed of components) rooms.set(listed.room, [...(rooms.get(listed.room) ?? []), listed]);
  const files = new Map(
    [...rooms].map(([room, listed]) => [`docs/reference/${slug(room)}.md`, page(room, listed)] as const),
  );
  const lines = [...rooms].map(
    ([room, listed]) =>
      `- [${room}](${slug(room)}.md): ${listed.map(({ component }) => `\`${component.type}\``).join(' ')}`,
  );
  files.set(
    'docs/reference/README.md',
    `# Reference\n\nWritten by \`npm run gen\` from the components themselves. A picture of each feature: [gallery](gallery.md).\n\n${lines.join('\n')}\n`,
  );
  return files;
}

const slug = (room: string): string => room.replaceAll('/', '-');

function page(room: string, listed: readonly Listed[]): string {
  const common = ROOMS.includes(room as Room) ? COMMON[room as Room] : {};
  const shared =
    Object.keys(common).length === 0 ? [] : [`Keys that every ${nounOf(room)} knows:`, '', table(common), ''];
  const sections = listed.map(({ component, doc }) => section(room, component, doc));
  return [`# ${room}`, '', 'Written by `npm run gen`.', '', ...shared, ...sections].join('\n');
}

function section(room: string, component: Component, doc: string): string {
  const own = Object.keys(component.params).length === 0 ? 'No parameters of its own.' : table(component.params);
  const lines = [`## ${component.type}`, '', component.summary, ''];
  if (doc !== '') lines.push('```text', doc, '```', '');
  lines.push(own, '', ...factsOf(room, component).map((fact) => `- ${fact}`));
  if (component.source !== undefined) lines.push(`- Source: ${component.source}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

function table(params: Params): string {
  const rows = rowsOf(params, '').map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return ['| key | value | unit | default | bounds | |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function rowsOf(params: Params, prefix: string): string[][] {
  return Object.entries(params).flatMap(([key, param]) => {
    const row = [`\`${prefix}${key}\``, valueOf(param), param.unit ?? '', defaultOf(param), boundsOf(param), param.doc];
    const below = param.fields === undefined ? [] : rowsOf(param.fields, `${prefix}${key}.`);
    return [row, ...below];
  });
}

function valueOf(param: Param): string {
  const none = param.none === true ? ' or `none`' : '';
  switch (param.kind) {
    case 'choice':
      return (param.canonical['enum'] as readonly unknown[]).map((choice) => `\`${String(choice)}\``).join(' ');
    case 'component':
      return `[${param.room}](${slug(param.room as string)}.md)${none}`;
    case 'list':
    case 'map':
      return `${param.kind} of ${valueOf(param.of as Param)}`;
    case 'input':
    case 'inputs':
      return `${param.kind === 'input' ? 'name' : 'names'} of ${(param.accepts ?? []).join(' or ')}`;
    default:
      return `${param.kind}${none}`;
  }
}

function defaultOf(param: Param): string {
  if (param.default !== undefined) return `\`${JSON.stringify(param.default)}\``;
  return param.optional ? 'absent' : 'required';
}

function boundsOf({ canonical }: Param): string {
  const signs = { minimum: '>=', exclusiveMinimum: '>', maximum: '<=', exclusiveMaximum: '<' };
  return Object.entries(signs)
    .flatMap(([key, sign]) => (canonical[key] === undefined ? [] : [`${sign} ${JSON.stringify(canonical[key])}`]))
    .join(', ');
}

/** What can be said of a component's output, for its default (or least) parameters. */
function factsOf(room: string, component: Component): string[] {
  const values = exampleValues(component.params) as never;
  if (room === 'labels') {
    const { unit, task } = component as Label;
    return [`Unit: ${unit}; task: ${task}`];
  }
  if (room !== 'features') return [];
  const feature = component as Feature;
  const inputs = feature.inputs(values);
  const outputs = feature.outputs?.(values);
  const reach = feature.reach(values);
  const stated = (): string => {
    if (reach.kind === 'window') return `a window of ${reach.bars} bars, the current one included`;
    if (!Number.isFinite(reach.bars)) return 'everything since the first bar: it never forgets where it started';
    return `everything since the first bar; a start ${reach.bars} bars ago agrees to ${reach.tolerance} of the scale`;
  };
  const units = outputUnits(
    feature,
    values,
    inputs.map((name) => BAR_UNITS[name] ?? 'price'),
  );
  const named = outputs?.map((output, k) => `\`.${output}\` ${units[k]}`).join(', ');
  return [
    `Reads: ${inputs.map((name) => `\`${name}\``).join(' ')}`,
    `Output: ${named ?? `one column, ${units[0]}`}`,
    `Reach for ${JSON.stringify(values)}: ${stated()}`,
  ];
}
