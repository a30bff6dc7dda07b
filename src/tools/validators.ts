import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { JsonSchema } from '../core/params.ts';
import { objectSchema } from '../core/params.ts';
import { ENVELOPE } from '../spec/envelope.ts';
import { fieldsOf } from '../spec/nouns.ts';
import type { Listed } from './components.ts';

const standaloneCode = standalone.default;

/** Standalone validators of canonical values, one module each: AJV itself is never loaded at run time. */
export function validatorFiles(components: readonly Listed[]): Map<string, string> {
  const files = new Map<string, string>();
  const rooms = new Map<string, string[]>();
  const add = (room: string, type: string, schema: JsonSchema): void => {
    const file = type.replaceAll('_', '-');
    files.set(`src/generated/validators/${room}/${file}.js`, validatorCode(`${room}/${type}`, schema));
    rooms.set(room, [...(rooms.get(room) ?? []), `    ${type}: () => import('./${room}/${file}.js'),`]);
  };
  add('spec', 'envelope', objectSchema(ENVELOPE, 'canonical'));
  for (const { room, component } of components)
    add(room, component.type, objectSchema(fieldsOf(room, component), 'canonical'));
  const blocks = [...rooms].map(([room, lines]) => `  '${room}': {\n${lines.join('\n')}\n  },`);
  const index = [
    '/** Written by `npm run gen`. */',
    'type Load = () => Promise<{ readonly default: unknown }>;',
    '',
    'export const VALIDATORS: { readonly [room: string]: { readonly [type: string]: Load } } = {',
    ...blocks,
    '};',
    '',
  ];
  files.set('src/generated/validators/index.ts', index.join('\n'));
  return files;
}

function validatorCode(name: string, schema: JsonSchema): string {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    messages: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  const code = standaloneCode(ajv, ajv.compile(schema));
  if (/\brequire\(|\bimport\b/.test(code)) throw new Error(`the validator of ${name} needs ajv at run time`);
  return `// Written by \`npm run gen\`.\n${code.replace(/^"use strict";/, '')}\n`;
}
