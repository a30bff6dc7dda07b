import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOMS } from '../core/contracts/common.ts';
import { kernelFiles } from './kernels.ts';
import type { Listed } from './components.ts';
import { ROOT, listComponents } from './components.ts';
import { editorSchema } from './editor-schema.ts';
import { galleryFiles } from './gallery.ts';
import { referenceFiles } from './reference.ts';
import { validatorFiles } from './validators.ts';

/** Folders that hold nothing but generated files: what is not written again is removed. */
const OWNED = ['src/generated/validators', 'docs/reference'];

/** Everything that is derived from the components, by path from the top of the repository. */
export async function generate(): Promise<ReadonlyMap<string, string>> {
  const components = await listComponents();
  const files = new Map<string, string>();
  for (const room of ROOMS)
    files.set(`src/${room}/index.ts`, roomIndex(components.filter((listed) => listed.room === room)));
  const pages = [...referenceFiles(components), ...(await galleryFiles(components))];
  for (const [path, text] of [...validatorFiles(components), ...pages]) files.set(path, text);
  files.set('experiments/experiment.schema.json', editorSchema(components));
  for (const [path, text] of await kernelFiles()) files.set(path, text);
  return files;
}

function roomIndex(listed: readonly Listed[]): string {
  const lines = listed.map(({ component, file }) => `  ${component.type}: () => import('./${file}.ts'),`);
  return `/** Written by \`npm run gen\`. */\nexport default {\n${lines.map((line) => `${line}\n`).join('')}};\n`;
}

/** Paths whose text differs from what would be generated, stale ones included. */
export async function differing(files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [path, text] of files) {
    if ((await readFile(join(ROOT, path), 'utf8').catch(() => undefined)) !== text) found.push(path);
  }
  for (const folder of OWNED) {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name).slice(ROOT.length + 1);
      if (entry.isFile() && !files.has(path)) found.push(path);
    }
  }
  return found.sort();
}

async function main(): Promise<void> {
  const files = await generate();
  const changed = await differing(files);
  if (process.argv.includes('--check')) {
    for (const path of changed) console.log(`${path} differs from what "npm run gen" writes`);
    process.exitCode = changed.length === 0 ? 0 : 1;
    return;
  }
  for (const path of changed) {
    const text = files.get(path);
    if (text === undefined) await rm(join(ROOT, path));
    else {
      await mkdir(dirname(join(ROOT, path)), { recursive: true });
      await writeFile(join(ROOT, path), text);
    }
    console.log(`${text === undefined ? 'removed' : 'wrote'} ${path}`);
  }
}

if (process.argv[1] === import.meta.filename) await main();
