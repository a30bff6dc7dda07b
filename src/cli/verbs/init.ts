import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { refuse, Refusal } from '../../core/problem.ts';
import { packageFile } from '../package-file.ts';
import { fromConfigJson } from '../from-config-json.ts';
import { print, textTable } from '../print.ts';

/** Writes a new experiment, a copy of an example that runs as it is, with its schema beside it for editors. Overwrites nothing. */
export function init(file: string, options: { readonly from: string; readonly json?: boolean }): void {
  if (options.from.endsWith('.json')) return initFromJson(file, options);
  const examples = readdirSync(packageFile('experiments'))
    .filter((f) => f.endsWith('.yml'))
    .map((f) => f.slice(0, -4));
  if (!examples.includes(options.from)) {
    throw usage(`no example named "${options.from}"`, { expected: examples.join(', ') });
  }
  if (existsSync(file)) throw usage(`${file} exists already`, { hint: 'choose another name; nothing was written' });
  const name = basename(file).replace(/\.ya?ml$/, '');
  const source = readFileSync(packageFile('experiments', `${options.from}.yml`), 'utf8');
  const folder = dirname(resolve(file));
  mkdirSync(folder, { recursive: true });
  const extended = source.replace(/^extends: \[(.*)\]$/m, (_all, list: string) => {
    const paths = list.split(',').map((p) => relative(folder, packageFile('experiments', p.trim())));
    return `extends: [${paths.join(', ')}]`;
  });
  writeFileSync(file, extended.replace(/^name: .*$/m, `name: ${name}`), { flag: 'wx' });
  const schema = join(folder, 'experiment.schema.json');
  if (!existsSync(schema)) copyFileSync(packageFile('experiments', 'experiment.schema.json'), schema);
  print(options, { file, from: options.from, schema }, () => [
    `wrote ${file} (from ${options.from})`,
    `next: assay check ${file} && assay run ${file}`,
  ]);
}

/** Turns the config.json of another system into an experiment, and says where each of its keys went. */
function initFromJson(file: string, options: { readonly from: string; readonly json?: boolean }): void {
  if (!existsSync(options.from)) throw usage(`no file ${options.from}`, {});
  if (existsSync(file)) throw usage(`${file} exists already`, { hint: 'choose another name; nothing was written' });
  const name = basename(file).replace(/\.ya?ml$/, '');
  const example = readFileSync(packageFile('experiments', 'lightgbm-1m.yml'), 'utf8');
  const { spec, config, moved } = fromConfigJson(readFileSync(options.from, 'utf8'), {
    file: options.from,
    name,
    example,
  });
  const folder = dirname(resolve(file));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, spec, { flag: 'wx' });
  const schema = join(folder, 'experiment.schema.json');
  if (!existsSync(schema)) copyFileSync(packageFile('experiments', 'experiment.schema.json'), schema);
  const kept = config !== undefined && existsSync('config.yml');
  if (config !== undefined && !kept) writeFileSync('config.yml', config, { flag: 'wx' });
  print(
    options,
    { file, from: options.from, config: config === undefined || kept ? null : 'config.yml', moved },
    () => [
      `wrote ${file} (from ${options.from})`,
      ...(config === undefined || kept ? [] : ['wrote config.yml']),
      ...textTable(
        ['key there', 'where', 'here'],
        moved.map(({ key, where, to }) => [key, where, to]),
      ),
      ...(kept ? ['', 'config.yml exists already and was left alone; these lines belong there:', config] : []),
      `next: assay check ${file} && assay fetch ${file}`,
    ],
  );
}

function usage(message: string, more: { expected?: string; hint?: string }): Refusal {
  return new Refusal(refuse('USAGE', '', message, more).problems, 2);
}
