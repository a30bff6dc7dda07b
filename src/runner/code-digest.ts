import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { sha256 } from '../core/digest.ts';

const ROOT = resolve(import.meta.dirname, '..');
const known = new Map<string, string>();

/** Digest of built files, by path below the build root; folders are read whole. Comments are gone from built code. */
function digestOf(...paths: readonly string[]): string {
  const id = paths.join('|');
  let digest = known.get(id);
  if (digest === undefined) {
    const files = paths.flatMap((path) => filesBelow(join(ROOT, path))).sort();
    digest = sha256(files.map((file) => `${relative(ROOT, file)}\n${readFileSync(file, 'utf8')}`).join('\n'));
    known.set(id, digest);
  }
  return digest;
}

function filesBelow(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })) return [];
  if (!statSync(path).isDirectory()) return path.endsWith('.js') ? [path] : [];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

/** Code that a node's numbers come from: the component's file, its room's helpers, `core/` and the runner step that calls it. */
export function codeDigest(room: string, type: string, step: string): string {
  const helpers = readdirSync(join(ROOT, room)).filter((name) => name.startsWith('_'));
  const files = [
    `${room}/${type.replaceAll('_', '-')}.js`,
    ...helpers.map((name) => `${room}/${name}`),
    `runner/steps/${step}.js`,
    `runner/steps/_${step}`,
  ];
  return sha256(`${digestOf('core')}\n${digestOf(...files)}`);
}

/** Code of single files, by path below the build root. */
export const filesDigest = (...paths: readonly string[]): string => sha256(digestOf(...paths));

/** Code of whole rooms, for nodes that no single component makes. */
export function roomsDigest(...rooms: readonly string[]): string {
  return sha256(['core', ...rooms].map((room) => digestOf(room)).join('\n'));
}
