import type { Room } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import { VALIDATORS } from '../generated/validators/index.ts';
import { SEARCH_ROOMS } from './search-types.ts';
import type { Registry, Validator } from './types.ts';
import type { Types } from './walk-types.ts';

/** The registry's components, with the typed blocks of `search` and the spec's own schema beside them. */
export function typesOf(registry: Registry): Types {
  const own = (room: string): readonly Component[] | undefined =>
    Object.hasOwn(SEARCH_ROOMS, room) ? SEARCH_ROOMS[room] : undefined;
  return Object.freeze({
    types: (room: string) => own(room)?.map(({ type }) => type) ?? registry.types(room as Room),
    load: async (room: string, type: string) =>
      own(room)?.find((c) => c.type === type) ?? registry.load(room as Room, type),
    validator: (room: string, type: string) =>
      room === 'spec' || own(room) !== undefined
        ? generatedValidator(room, type)
        : registry.validator(room as Room, type),
  });
}

/** The standalone validator that `npm run gen` wrote for a component. */
export async function generatedValidator(room: string, type: string): Promise<Validator> {
  const load = VALIDATORS[room]?.[type];
  if (load === undefined) throw new Error(`no validator of ${room}/${type} was generated; run "npm run gen"`);
  return (await load()).default as Validator;
}
