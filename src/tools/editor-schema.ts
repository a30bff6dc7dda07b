import type { Component } from '../core/contracts/component.ts';
import type { JsonSchema, Param, Params } from '../core/params.ts';
import { ENVELOPE } from '../spec/envelope.ts';
import { fieldsOf } from '../spec/nouns.ts';
import type { Listed } from './components.ts';

/**
 * Schema (draft-07) for completion and hover texts while a spec is written. It knows keys, types, units and bounds of each
 * value; names, references and what a base supplies are said by `assay check`.
 */
export function editorSchema(components: readonly Listed[]): string {
  const rooms = new Map<string, Listed[]>();
  for (const listed of components) rooms.set(listed.room, [...(rooms.get(listed.room) ?? []), listed]);
  const needed = Object.entries(ENVELOPE).filter(([, param]) => !param.optional && param.default === undefined);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Assay experiment',
    ...closed(
      { ...ENVELOPE },
      {
        extends: {
          type: 'array',
          items: { type: 'string' },
          description: 'Base files, relative to this one, merged in order.',
        },
      },
    ),
    anyOf: [{ required: ['extends'] }, { required: needed.map(([key]) => key) }],
    definitions: Object.fromEntries(
      [...rooms].sort(([a], [b]) => (a < b ? -1 : 1)).map(([room, listed]) => [idOf(room), roomSchema(room, listed)]),
    ),
  };
  return `${JSON.stringify(schema, null, 1)}\n`;
}

const idOf = (room: string): string => room.replaceAll('/', '_');

function roomSchema(room: string, listed: readonly Listed[]): JsonSchema {
  return {
    type: ['object', 'null'],
    properties: {
      type: {
        enum: listed.map(({ component }) => component.type),
        enumDescriptions: listed.map(({ component }) => component.summary),
        description: 'Picks the component.',
      },
    },
    allOf: listed.map(({ component }) => branch(room, component)),
  };
}

/** The keys of one type. */
function branch(room: string, component: Component): JsonSchema {
  const type = { const: component.type };
  const when: { [keyword: string]: JsonSchema } = { if: { properties: { type }, required: ['type'] } };
  when[['then'][0]] = closed(fieldsOf(room, component), { type: { ...type, description: component.summary } });
  return when;
}

/** Closed object without `required`: a base may supply what is missing. */
function closed(fields: Params, more: { readonly [key: string]: JsonSchema } = {}): JsonSchema {
  const properties = Object.fromEntries(Object.entries(fields).map(([key, param]) => [key, described(param)]));
  return { type: ['object', 'null'], properties: { ...more, ...properties }, additionalProperties: false };
}

function described(param: Param): JsonSchema {
  const unit = param.unit === undefined ? '' : ` (${param.unit})`;
  return {
    ...schemaOf(param),
    description: `${param.doc}${unit}`,
    ...(param.default !== undefined && { default: param.default }),
  };
}

function schemaOf(param: Param): JsonSchema {
  const none = (schema: JsonSchema): JsonSchema =>
    param.none === true ? { anyOf: [{ const: 'none' }, schema] } : schema;
  switch (param.kind) {
    case 'component':
      return none({ $ref: `#/definitions/${idOf(param.room as string)}` });
    case 'block':
      return none(closed(param.fields as Params));
    case 'map':
      return { type: ['object', 'null'], additionalProperties: schemaOf(param.of as Param) };
    case 'list':
      return { type: ['array', 'null'], items: schemaOf(param.of as Param), minItems: 1 };
    default:
      return orNull(param.written);
  }
}

/** `null` takes a key away that a base has written. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf } = schema;
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [...(anyOf as JsonSchema[]), { type: 'null' }] };
  if (Array.isArray(schema['enum'])) return { ...schema, enum: [...(schema['enum'] as unknown[]), null] };
  if (type === undefined) return schema;
  return { ...schema, type: [...(Array.isArray(type) ? (type as string[]) : [type]), 'null'] };
}
