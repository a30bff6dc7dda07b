import type { Problem } from '../../core/problem.ts';
import { Refusal } from '../../core/problem.ts';
import { writtenOf } from '../space.ts';
import type { Objective, Params, SearchParam, Space } from '../types.ts';
import { describeDomain, distributionText, isSameDomain } from './distribution.ts';
import type { RecordedStudy, RecordedTrial } from './replay.ts';

export interface Wanted {
  readonly objectives: readonly Objective[];
  readonly space: Space;
  readonly identity?: { readonly [key: string]: string | number };
}

/** Refuses a study that was made for other objectives, another identity, or another space. */
export function checkStudy(file: string, study: RecordedStudy, { objectives, space, identity = {} }: Wanted): void {
  const problems: Problem[] = [];
  const owner = `study "${study.name}" in ${file}`;
  const refuse = (path: readonly string[], message: string, expected?: string, found?: string): void => {
    problems.push({
      code: 'SPEC_CONFLICT',
      path: ['search', ...path],
      message: `${owner} ${message}`,
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
    });
  };
  const named = study.system['study:metric_names'];
  const found = study.directions.map(
    (direction, i) =>
      `${Array.isArray(named) ? `${String(named[i])}: ` : ''}${direction === 2 ? 'maximize' : 'minimize'}`,
  );
  const expected = objectives.map(
    ({ metric, direction }) => `${Array.isArray(named) ? `${metric}: ` : ''}${direction}`,
  );
  if (found.join() !== expected.join())
    refuse(['objectives'], 'has other objectives', expected.join(', '), found.join(', '));
  for (const [key, value] of Object.entries(identity)) {
    const before = study.user[key];
    if (before !== undefined && before !== value)
      refuse([], `was made with another ${key}`, String(value), JSON.stringify(before));
  }
  const told = new Set<string>();
  for (const { path, what } of study.trials.flatMap((trial) => differencesOf(space, trial))) {
    if (!told.has(path)) refuse(['space', path], ...what);
    told.add(path);
  }
  unitsOf(study).forEach((unit, path) => {
    const param = paramAt(space, path);
    if (param === undefined) {
      if (!told.has(path)) refuse(['space', path], 'searches a path that the spec does not');
    } else if (param.unit !== unit) refuse(['space', path], 'was walked in another unit', param.unit, unit);
  });
  if (problems.length === 0) return;
  throw new Refusal(
    [
      ...problems.slice(0, -1),
      { ...(problems.at(-1) as Problem), hint: 'use another study, or the spec that made this one' },
    ],
    2,
  );
}

type Difference = { readonly path: string; readonly what: [message: string, expected?: string, found?: string] };

function differencesOf(space: Space, trial: RecordedTrial): readonly Difference[] {
  return [...trial.params].flatMap(([path, { domain, text }]): readonly Difference[] => {
    const param = paramAt(space, path);
    if (param === undefined) return [{ path, what: ['searches a path that the spec does not'] }];
    if (text === distributionText(param.domain) || (domain !== undefined && isSameDomain(domain, param.domain)))
      return [];
    return [
      {
        path,
        what: [
          'searches other values',
          describeDomain(param.domain),
          domain === undefined ? text : describeDomain(domain),
        ],
      },
    ];
  });
}

function paramAt(space: Space, path: string): SearchParam | undefined {
  return space.params[space.places.get(path) ?? -1];
}

export function unitsOf(study: RecordedStudy): ReadonlyMap<string, string> {
  const space = study.user['space'];
  if (typeof space !== 'object' || space === null) return new Map();
  return new Map(
    Object.entries(space).map(([path, entry]) => [path, String((entry as { readonly unit?: unknown }).unit ?? '')]),
  );
}

/** Written values of a recorded trial: what the space does not know is left out. */
export function paramsIn(space: Space, trial: RecordedTrial): Params {
  const known = space.params.flatMap((param) => {
    const value = trial.params.get(param.path)?.internal;
    return value === undefined ? [] : [[param.path, writtenOf(param, value)] as const];
  });
  return Object.freeze(Object.fromEntries(known));
}
