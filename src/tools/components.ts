import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOMS } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import { SEARCH_ROOMS } from '../spec/search-types.ts';

/** Top of the repository: the build lies in `build/src/tools`. */
export const ROOT = resolve(import.meta.dirname, '../../..');

export interface Listed {
  readonly room: string;
  readonly component: Component;
  /** Name of the file without its ending; undefined for types that have no file of their own. */
  readonly file: string | undefined;
  /** The comment above the component: formula, inputs, output, what NaN means. */
  readonly doc: string;
}

/** Every component there is, by room and type. */
export async function listComponents(): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (const room of ROOMS) {
    for (const file of await componentFiles(room)) {
      const built = pathToFileURL(join(ROOT, 'build/src', room, `${file}.js`)).href;
      const { default: component } = (await import(built)) as { default: Component };
      if (component.type !== file.replaceAll('-', '_'))
        throw new Error(`src/${room}/${file}.ts holds type "${component.type}"`);
      listed.push({ room, component, file, doc: docOf(await readFile(join(ROOT, 'src', room, `${file}.ts`), 'utf8')) });
    }
  }
  for (const [room, components] of Object.entries(SEARCH_ROOMS)) {
    listed.push(...components.map((component) => ({ room, component, file: undefined, doc: '' })));
  }
  return listed;
}

async function componentFiles(room: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, 'src', room), { withFileTypes: true }).catch(() => []);
  const files = entries.filter(
    (e) => e.isFile() && e.name.endsWith('.ts') && !e.name.startsWith('_') && e.name !== 'index.ts',
  );
  return files.map(({ name }) => name.slice(0, -3)).sort();
}

/** Text of the last block comment before the component is stated. */
function docOf(source: string): string {
  const end = Math.max(source.indexOf('export default define'), source.search(/^const \w+: Component</m));
  const comments = [...source.slice(0, end < 0 ? 0 : end).matchAll(/\/\*\*([\s\S]*?)\*\/\s*/g)];
  const last = comments.at(-1);
  if (last === undefined || last.index + last[0].length !== end) return '';
  const lines = last[1].split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  return lines.join('\n').trim();
}
