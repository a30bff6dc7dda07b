/** `npm run bench -- <name> [arguments]` runs one benchmark; without a name it lists them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const [name, ...rest] = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.js') && !file.startsWith('_') && file !== 'index.js')
  .map((file) => file.slice(0, -'.js'.length));
if (name !== undefined && names.includes(name)) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.js`), ...rest], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  console.log(`benchmarks: ${names.join(', ')}`);
  process.exitCode = name === undefined ? 0 : 2;
}
