import type { Model } from '../core/contracts/model.ts';
import type { Param, Params } from '../core/params.ts';
import { nearest } from '../core/nearest.ts';
import { conflict } from './conflict.ts';
import type { Checking } from './conflict.ts';
import type { CanonicalValues } from './types.ts';
import type { Part } from './walk-types.ts';

/** Metrics that `tune` may aim at; the runner computes them on folds inside the train window. */
export const TUNE_METRICS = [
  'information_coefficient',
  'ic_pearson',
  'r2',
  'mse',
  'mae',
  'hit_rate',
  'log_loss',
] as const;

/** `select` says how many columns stay, in one way. */
export function checkSelect(c: Checking, part: Part): void {
  const select = part.values['select'] as CanonicalValues | undefined;
  if (select?.['enabled'] !== true) return;
  const path = [...part.path, 'select'];
  const model = part.component as Model;
  const lacking =
    (select['type'] === 'shap' && model.contributions === undefined) ||
    (select['type'] === 'gain' && model.importance === undefined);
  if (lacking)
    conflict(c, [...path, 'type'], `"${model.type}" does not say what its columns contribute`, {
      expected: 'permutation or mutual_information',
    });
  const [keep, share] = [select['keep'], select['share']];
  if (keep === undefined && share === undefined)
    conflict(c, path, 'says nothing of how many columns stay', { expected: 'keep or share' });
  if (keep !== undefined && share !== undefined)
    conflict(c, [...path, 'share'], 'stands beside "keep"', { expected: 'keep or share' });
}

interface Entry {
  readonly low?: number;
  readonly high?: number;
  readonly step?: number;
  readonly choices?: readonly number[];
}

/** What is tuned are numbers of the model, within the bounds of their parameters. */
export function checkTune(c: Checking, part: Part): void {
  const tune = part.values['tune'] as CanonicalValues | undefined;
  if (tune?.['enabled'] !== true) return;
  const path = [...part.path, 'tune'];
  const metrics = Object.keys(tune['objectives'] as object);
  if (metrics.length > 1)
    conflict(c, [...path, 'objectives'], 'names more than one metric', {
      found: metrics.join(', '),
      expected: 'one metric',
    });
  for (const name of metrics) {
    if ((TUNE_METRICS as readonly string[]).includes(name)) continue;
    conflict(c, [...path, 'objectives', name], 'is not a metric of fits', {
      expected: TUNE_METRICS.join(', '),
      ...meant(name, TUNE_METRICS),
    });
  }
  if (tune['scheme'] === 'combinatorial' && (tune['folds'] as number) < 3)
    conflict(c, [...path, 'folds'], 'two of the blocks are checked, so there must be at least 3', {
      found: String(tune['folds']),
    });
  for (const [key, entry] of Object.entries(tune['space'] as { readonly [path: string]: Entry }))
    checkEntry(c, part, { path: [...path, 'space', key], key, entry });
}

const meant = (name: string, known: readonly string[]): { hint?: string } => {
  const near = nearest(name, known);
  return near === undefined ? {} : { hint: `did you mean "${near}"?` };
};

interface Tuned {
  readonly path: readonly string[];
  readonly key: string;
  readonly entry: Entry;
}

function checkEntry(c: Checking, part: Part, { path, key, entry }: Tuned): void {
  const { param, known } = paramAt(c, part, key.split('.'));
  if (param === undefined)
    return conflict(c, path, `is not a parameter of "${part.component.type}"`, {
      expected: known.join(', '),
      ...meant(key.split('.').at(-1) as string, known),
    });
  const block = key.split('.')[0];
  if (block !== key && part.values[block] === undefined)
    return conflict(c, path, `lies in "${block}", which the model does not write`, { hint: `${block}: { … }` });
  if (!['integer', 'span', 'number', 'fraction', 'bps'].includes(param.kind))
    return conflict(c, path, `is a ${param.kind}; only numbers are tuned`);
  const { low, high, step, choices } = entry;
  if (choices !== undefined && (low !== undefined || high !== undefined || step !== undefined))
    conflict(c, path, 'holds a range beside "choices"', { expected: 'choices, or low and high' });
  if (choices === undefined && (low === undefined || high === undefined))
    conflict(c, path, 'holds no range', { expected: 'low and high, or choices' });
  if (low !== undefined && high !== undefined && low > high)
    conflict(c, [...path, 'high'], 'lies below "low"', { found: `${low} and ${high}` });
  choices?.forEach((value, i) => checkBound(c, param, [...path, 'choices', String(i)], value));
  if (low !== undefined) checkBound(c, param, [...path, 'low'], low);
  if (high !== undefined) checkBound(c, param, [...path, 'high'], high);
}

/** A parameter of the model, of one of its blocks, or of a slot of `prepare`. */
function paramAt(
  c: Checking,
  part: Part,
  keys: readonly string[],
): { param: Param | undefined; known: readonly string[] } {
  const above = [...part.path, ...keys.slice(0, -1)].join('.');
  const nested = keys.length > 1 ? c.w.parts.find((p) => p.path.join('.') === above) : undefined;
  let params: Params = nested?.component.params ?? part.component.params;
  for (const key of nested === undefined ? keys.slice(0, -1) : []) params = params[key]?.fields ?? {};
  return { param: params[keys.at(-1) as string], known: Object.keys(params) };
}

function checkBound(c: Checking, param: Param, path: readonly string[], value: number): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, type } = param.canonical as {
    readonly [key: string]: number | string | undefined;
  };
  const rules: readonly (readonly [boolean, string])[] = [
    [typeof minimum === 'number' && value < minimum, `must be >= ${minimum}`],
    [typeof maximum === 'number' && value > maximum, `must be <= ${maximum}`],
    [typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum, `must be > ${exclusiveMinimum}`],
    [typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum, `must be < ${exclusiveMaximum}`],
    [type === 'integer' && !Number.isInteger(value), 'must be a whole number'],
  ];
  const broken = rules.find(([is]) => is);
  if (broken !== undefined) conflict(c, path, `${broken[1]}, as the parameter itself`, { found: String(value) });
}
