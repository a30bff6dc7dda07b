import type { Names } from './names.ts';
import { splitName } from './names.ts';
import type { Node } from './types.ts';
import type { Part } from './walk-types.ts';

/** Whether a name is that of a node that is switched on. */
export const isWired = (names: Names, name: string): boolean => names.nodes.get(splitName(name)[0])?.enabled !== false;

/** Lists of names shrink by what is switched off; switched-off blocks that only models know are gone. */
export function nodeOf(part: Part, names: Names): Node {
  const { room, path, component, values } = part;
  const isOff = (key: string, value: unknown): boolean =>
    room === 'models' && (key === 'select' || key === 'tune') && (value as { enabled?: boolean }).enabled === false;
  const kept = Object.entries(values).filter(([key, value]) => !isOff(key, value));
  const shrunk = kept.map(([key, value]) => {
    const isNames = component.params[key]?.kind === 'inputs' || (room === 'models' && key === 'labels');
    return [key, isNames ? (value as readonly string[]).filter((name) => isWired(names, name)) : value] as const;
  });
  return Object.freeze({
    name: path.at(-1) as string,
    room: room as Node['room'],
    path,
    component,
    values: Object.fromEntries(shrunk),
  });
}
