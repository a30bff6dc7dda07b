import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

export const BIN = resolve(import.meta.dirname, '../../src/cli/main.js');
export const CONFIG = 'paths: { data: data, results: results, logs: logs, cache: .cache }\npictures: [svg]\n';

/** An example as it is shipped. */
export const example = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, '../../../experiments', `${name}.yml`), 'utf8');

export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary workspace with a config.yml of its own, in which the real binary runs. */
export interface Workspace {
  readonly root: string;
  path(...parts: readonly string[]): string;
  write(name: string, text: string): string;
  read(...parts: readonly string[]): string;
  /** Runs the binary and waits for it. */
  assay(...args: readonly string[]): Told;
  /** The same, expecting exit 0; stdout as JSON. */
  json(...args: readonly string[]): unknown;
  /** Starts the binary and returns at once. */
  start(...args: readonly string[]): {
    readonly child: ChildProcess;
    readonly done: Promise<Told & { readonly signal: string | null }>;
  };
  /** Folder of the newest run. */
  latest(experiment: string): string;
  remove(): void;
}

export function openWorkspace(): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'assay-e2e-'));
  const path = (...parts: readonly string[]): string => join(root, ...parts);
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
    return path(name);
  };
  write('config.yml', CONFIG);
  const environment = { ...process.env, NO_COLOR: '1' };
  const assay = (...args: readonly string[]): Told => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
      cwd: root,
      encoding: 'utf8',
      env: environment,
      maxBuffer: 1 << 28,
    });
    return { code: status, stdout, stderr };
  };
  return {
    root,
    path,
    write,
    read: (...parts) => readFileSync(path(...parts), 'utf8'),
    assay,
    json(...args) {
      const told = assay(...args, '--json');
      if (told.code !== 0) throw new Error(`assay ${args.join(' ')} ended with ${told.code}:\n${told.stderr}`);
      return JSON.parse(told.stdout) as unknown;
    },
    start(...args) {
      const child = spawn(process.execPath, [BIN, ...args], { cwd: root, env: environment });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => (stdout += String(chunk)));
      child.stderr.on('data', (chunk) => (stderr += String(chunk)));
      const done = new Promise<Told & { signal: string | null }>((settle) =>
        child.on('close', (code, signal) => settle({ code, signal, stdout, stderr })),
      );
      return { child, done };
    },
    latest: (experiment) =>
      path('results', experiment, readFileSync(path('results', experiment, 'latest'), 'utf8').trim()),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A workspace for all tests of the enclosing `describe`. */
export function sharedWorkspace(prepare: (w: Workspace) => void = () => {}): () => Workspace {
  let workspace: Workspace | undefined;
  before(() => {
    workspace = openWorkspace();
    prepare(workspace);
  });
  after(() => workspace?.remove());
  return () => workspace as Workspace;
}

/** A new workspace for each test of the enclosing `describe`. */
export function freshWorkspace(prepare: (w: Workspace) => void = () => {}): () => Workspace {
  let workspace: Workspace | undefined;
  beforeEach(() => {
    workspace = openWorkspace();
    prepare(workspace);
  });
  afterEach(() => workspace?.remove());
  return () => workspace as Workspace;
}

/** Files that say when and how fast, not what. */
const ABOUT_TIME = new Set(['run.json']);
/** The panels of the report that hold seconds and the checkout. */
const TIMING = /<section id="(work|run|history)"[\s\S]*?<\/section>/g;

/** Digest of every file of a run folder that must be the same for the same spec, by its path. */
export function filesOf(folder: string): { readonly [path: string]: string } {
  const files: { [path: string]: string } = {};
  const walk = (at: string): void => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (!ABOUT_TIME.has(relative(folder, path))) files[relative(folder, path)] = digestOf(path);
    }
  };
  walk(folder);
  return files;
}

function digestOf(path: string): string {
  const bytes = readFileSync(path);
  const content = path.endsWith('report.html') ? bytes.toString('utf8').replaceAll(TIMING, '') : bytes;
  return createHash('sha256').update(content).digest('hex');
}

export interface PlanLine {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly rows: number;
  readonly cached: boolean;
  readonly why: string | null;
}

export interface RunJson {
  readonly experiment: string;
  readonly digest: string;
  readonly folder: string;
  readonly nodes: { readonly [kind: string]: { readonly computed: number; readonly cached: number } };
  readonly totals: { readonly trades: number };
  readonly metrics: { readonly [name: string]: { readonly value: number | null; readonly withheld?: string } };
}

/** Nodes of a run that were computed, all kinds together. */
export const computedNodes = ({ nodes }: RunJson): number =>
  Object.values(nodes).reduce((sum, { computed }) => sum + computed, 0);
