import { COMMON, ROOMS } from '../../core/contracts/common.ts';
import type { Room } from '../../core/contracts/common.ts';
import type { Param, Params } from '../../core/params.ts';
import { refuse, Refusal } from '../../core/problem.ts';
import { ENGINES, findEngine, installHint } from '../../runner/native/engines.ts';
import type { Engine } from '../../runner/native/engines.ts';
import { registry } from '../../runner/registry.ts';
import { loadConfig } from '../../spec/config.ts';
import type { EngineName } from '../../core/contracts/model.ts';
import { print, textTable } from '../print.ts';

/** What is there: rooms, the components of a room, the keys of one component. */
export async function components(
  room: string | undefined,
  type: string | undefined,
  options: { readonly json?: boolean },
): Promise<void> {
  if (room === undefined) {
    const rooms = ROOMS.map((r) => ({ room: r, types: registry.types(r) }));
    print(options, rooms, () =>
      textTable(
        ['room', 'types'],
        rooms.map((r) => [r.room, r.types.join(' ')]),
      ),
    );
    return;
  }
  const known = ROOMS.find((r) => r === room);
  if (known === undefined) throw usage(`no room named "${room}"`, ROOMS.join(', '));
  const types = registry.types(known);
  if (type === undefined) {
    const all = await Promise.all(types.map((t) => registry.load(known, t)));
    const list = all.map(({ type: name, version, summary, source }) => ({
      type: name,
      version,
      summary,
      source: source ?? null,
    }));
    const engines = known === 'models' ? await enginesHere() : new Map<string, Engine | undefined>();
    const shown = list.map((c) => (engines.has(c.type) ? { ...c, engine: engines.get(c.type) ?? null } : c));
    print(options, shown, () => [
      ...textTable(
        ['type', 'what it is'],
        list.map((c) => [c.type, c.summary]),
      ),
      ...engineLines(engines),
    ]);
    return;
  }
  if (!types.includes(type)) throw usage(`room "${room}" has no component "${type}"`, types.join(', '));
  await describe(known, type, options);
}

/** The native libraries of this machine, by the type of the models they fit. */
async function enginesHere(): Promise<ReadonlyMap<string, Engine | undefined>> {
  const { engines } = await loadConfig(process.cwd());
  const names = Object.keys(ENGINES) as EngineName[];
  return new Map(names.map((name) => [name, findEngine(name, engines[name])]));
}

function engineLines(engines: ReadonlyMap<string, Engine | undefined>): readonly string[] {
  if (engines.size === 0) return [];
  const rows = Array.from(engines, ([name, found]) =>
    found === undefined
      ? [name, 'not on this machine', installHint(name as EngineName)]
      : [name, `${found.version} (${found.place})`, found.path],
  );
  return ['', ...textTable(['library', 'version', 'where'], rows)];
}

async function describe(room: Room, type: string, options: { readonly json?: boolean }): Promise<void> {
  const { version, summary, source, params } = await registry.load(room, type);
  const keys = [...rows(params), ...rows(COMMON[room])];
  print(options, { room, type, version, summary, source: source ?? null, keys }, () => [
    `${room} / ${type}: ${summary}`,
    ...(source === undefined ? [] : [`source: ${source}`]),
    '',
    ...textTable(
      ['key', 'kind', 'default', 'what it is'],
      keys.map((k) => [
        k.key,
        k.kind,
        k.default === null ? (k.optional ? '-' : 'required') : JSON.stringify(k.default),
        k.doc,
      ]),
    ),
  ]);
}

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly default: unknown;
  readonly optional: boolean;
  readonly doc: string;
}

function rows(params: Params): Row[] {
  const own = (key: string, p: Param): Row => ({
    key,
    kind: p.kind,
    default: p.default ?? null,
    optional: p.optional,
    doc: p.doc,
  });
  return Object.entries(params).flatMap(([key, p]) => [
    own(key, p),
    ...Object.entries(p.fields ?? {}).map(([k, f]) => own(`${key}.${k}`, f)),
  ]);
}

function usage(message: string, expected: string): Refusal {
  return new Refusal(refuse('USAGE', '', message, { expected }).problems, 2);
}
