import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../core/digest.ts';
import type { EngineName } from '../../core/contracts/model.ts';
import { refuse } from '../../core/problem.ts';
import type { Config } from '../../spec/config.ts';
import type { ResolvedSpec } from '../../spec/types.ts';

/** A native library of this machine. */
export interface Engine {
  readonly name: EngineName;
  readonly path: string;
  /** Of the package it came with; of a library that stands alone, the beginning of its sha256. */
  readonly version: string;
  /** Where it was found: `config.yml`, `pip`, `conda`, `brew`, `system`. */
  readonly place: string;
}

export type Engines = ReadonlyMap<EngineName, Engine>;

export const ENGINES: { readonly [name in EngineName]: { readonly title: string; readonly library: string } } = {
  lightgbm: { title: 'LightGBM', library: 'lib_lightgbm' },
  xgboost: { title: 'XGBoost', library: 'libxgboost' },
};

const ENDINGS = ['.so', '.dylib', '.dll'];

/** What an engine is installed with, where it is not there. */
export const installHint = (name: EngineName): string =>
  `pip install ${name}, or conda install -c conda-forge ${name}; elsewhere write engines.${name}: /path/${ENGINES[name].library}.so in config.yml`;

/** The library at the stated path; for `auto` the first one in the places where package managers put it. */
export function findEngine(name: EngineName, stated: string): Engine | undefined {
  if (stated !== 'auto') return existsSync(stated) ? engineAt(name, stated, 'config.yml') : undefined;
  for (const { place, path } of candidates(name)) if (existsSync(path)) return engineAt(name, path, place);
  return undefined;
}

/** The engines that a spec's models name. Refused where one is not there; none is ever taken for another. */
export function enginesOf({ models }: ResolvedSpec, { engines }: Config): Engines {
  const found = new Map<EngineName, Engine>();
  for (const { component, path } of models) {
    const name = component.engine;
    if (name === undefined || found.has(name)) continue;
    const engine = findEngine(name, engines[name]);
    if (engine !== undefined) {
      found.set(name, engine);
      continue;
    }
    const where =
      engines[name] === 'auto' ? 'pip, conda, brew and system folders' : `"${engines[name]}", as config.yml says`;
    throw refuse(
      'RUN_MODEL',
      [...path, 'type'].join('.'),
      `the ${ENGINES[name].title} library is not on this machine`,
      {
        expected: `${ENGINES[name].library} in ${where}`,
        found: 'nothing',
        hint: installHint(name),
      },
    );
  }
  // threads that spin while they wait would take the time of the other workers; read when the library is loaded
  if (found.size > 0) process.env['OMP_WAIT_POLICY'] ??= 'passive';
  return found;
}

function* candidates(name: EngineName): Generator<{ readonly place: string; readonly path: string }> {
  const { library } = ENGINES[name];
  const files = ENDINGS.map((ending) => `${library}${ending}`);
  for (const folder of sitePackages())
    for (const file of files)
      for (const inner of ['lib', 'bin']) yield { place: 'pip', path: join(folder, name, inner, file) };
  const folders = [
    ...condaHomes().flatMap((home) => [
      { place: 'conda', folder: join(home, 'lib') },
      { place: 'conda', folder: join(home, 'Library', 'bin') },
    ]),
    ...['/opt/homebrew/lib', '/usr/local/opt', '/home/linuxbrew/.linuxbrew/lib'].map((folder) => ({
      place: 'brew',
      folder,
    })),
    ...['/usr/local/lib', '/usr/lib', '/usr/lib64', ...below('/usr/lib', /-linux-gnu/)].map((folder) => ({
      place: 'system',
      folder,
    })),
  ];
  for (const { place, folder } of folders) for (const file of files) yield { place, path: join(folder, file) };
}

/** Folders of Python packages: of the active environment first, then of the user, then of the machine. */
function sitePackages(): readonly string[] {
  const home = homedir();
  const roots = [process.env['VIRTUAL_ENV'], process.env['CONDA_PREFIX'], join(home, '.local'), '/usr/local', '/usr'];
  const managed = below(join(home, '.pyenv', 'versions'), /^3/);
  const all = [...roots.filter((root) => root !== undefined && root !== ''), ...managed] as string[];
  return all.flatMap((root) => [
    ...below(join(root, 'lib'), /^python3/).flatMap((lib) => [join(lib, 'site-packages'), join(lib, 'dist-packages')]),
    join(root, 'Lib', 'site-packages'),
  ]);
}

function condaHomes(): readonly string[] {
  const active = process.env['CONDA_PREFIX'];
  const homes = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge'].map((name) => join(homedir(), name));
  return active === undefined || active === '' ? homes : [active, ...homes];
}

/** Folders in a folder, newest name first. */
function below(folder: string, pattern: RegExp): readonly string[] {
  return namesIn(folder)
    .filter((name) => pattern.test(name))
    .sort()
    .toReversed()
    .map((name) => join(folder, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function engineAt(name: EngineName, path: string, place: string): Engine {
  const real = realpathSync(path);
  const version = packagedVersion(name, real) ?? `sha256:${sha256(readFileSync(real)).slice(0, 16)}`;
  return { name, path, place, version };
}

/** `…/site-packages/lightgbm-4.7.0.dist-info`, `…/conda-meta/lightgbm-4.7.0-….json`, `…/Cellar/lightgbm/4.7.0/lib`. */
function packagedVersion(name: EngineName, real: string): string | undefined {
  const cellar = new RegExp(`/Cellar/${name}/([^/]+)/`).exec(real)?.[1];
  if (cellar !== undefined) return cellar;
  const inner = dirname(real);
  const pattern = new RegExp(`^(?:lib)?${name}-([0-9][^-]*?)(?:\\.dist-info|-[^/]*\\.json)$`);
  const folders = basename(dirname(inner)) === name ? [dirname(dirname(inner))] : [join(dirname(inner), 'conda-meta')];
  for (const folder of folders)
    for (const entry of [...namesIn(folder)].sort()) {
      const version = pattern.exec(entry)?.[1];
      if (version !== undefined) return version;
    }
  return undefined;
}
