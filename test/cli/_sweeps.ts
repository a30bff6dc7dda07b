import { readdirSync } from 'node:fs';
import { SMALL } from '../e2e/_small.ts';
import type { Told, Workspace } from '../e2e/_assay.ts';

/** The small strategy with a search over `space`; `more` = further lines of the search block. */
export const searching = (
  space: readonly string[],
  more = 'trials: 12\n  sampler: { type: tpe, startup: 5, batch: 4 }',
): string =>
  `${SMALL}search:\n  ${more}\n  objectives: { sharpe_daily: maximize }\n  space:\n${space.map((line) => `    ${line}\n`).join('')}`;

export const RANDOM = (trials: number): string => `trials: ${trials}\n  sampler: { type: random }`;

/** Of two combinations. */
export const GRID = 'trials: 2\n  sampler: { type: grid }';

/** Gates and exits: nothing upstream of the signals. */
export const GATES = [
  'gates.z.min: { low: 0.001, high: 0.05 }',
  'execution.exits.stop_loss.multiple: { low: 1.5, high: 6, step: 0.5 }',
];

export interface TrialLine {
  readonly trial: number;
  readonly state: string;
  readonly params: { readonly [path: string]: unknown };
  readonly values: readonly number[] | null;
  readonly feasible: boolean;
  readonly metrics: { readonly [name: string]: number | null };
  readonly digest: string | null;
  readonly error: string | null;
}

export interface SweepJson {
  readonly folder: string;
  readonly best: number | null;
  readonly honesty: { readonly everTried: number; readonly dsr: { readonly value: number | null } } | null;
  readonly forecast: { readonly [kind: string]: number };
  readonly computed: { readonly [kind: string]: number };
  readonly trials: readonly TrialLine[];
  readonly analysis: unknown;
  readonly rolling: {
    readonly segments: readonly { readonly trial: number | null; readonly params: unknown }[];
    readonly skipped: number;
    readonly stitched: readonly { readonly name: string }[];
  } | null;
  readonly horizon_weights: readonly {
    readonly rows: readonly { readonly weights: { readonly [label: string]: number } }[];
  }[];
}

/** The result behind the events. */
export function resultOf({ code, stdout, stderr }: Told): SweepJson {
  if (code !== 0) throw new Error(`the sweep ended with ${code}:\n${stderr}`);
  const lines = stdout.split('\n').filter((line) => !line.startsWith('{"event":'));
  return JSON.parse(lines.join('\n')) as SweepJson;
}

export const sweepJson = (w: Workspace, ...args: readonly string[]): SweepJson =>
  resultOf(w.assay('sweep', ...args, '--json'));

export const sweepFolders = (w: Workspace, experiment = 'small'): readonly string[] =>
  readdirSync(w.path('results', experiment, 'sweeps'))
    .sort()
    .map((name) => w.path('results', experiment, 'sweeps', name));
