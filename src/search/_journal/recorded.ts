import { existsSync } from 'node:fs';
import { readFrom } from '../_lock.ts';
import { writtenOf } from '../space.ts';
import type { Params } from '../types.ts';
import { replayOf } from './replay.ts';
import { unitsOf } from './study.ts';

/** What a finished trial of any study has tried, written in the units of that study. */
export interface Recorded {
  readonly written: Params;
  /** First objective. */
  readonly value: number;
}

/** Complete trials of the first study of a journal, in order; none where it has no file, or another first objective. */
export function recordedTrials(file: string, metric: string): readonly Recorded[] {
  if (!existsSync(file)) return [];
  const replay = replayOf(file);
  for (const line of readFrom(file, 0).toString('utf8').split('\n').slice(0, -1)) replay.apply(line);
  const [study] = replay.studies.values();
  if (study === undefined || (study.system['study:metric_names'] as readonly string[] | undefined)?.[0] !== metric)
    return [];
  const units = unitsOf(study);
  return study.trials.flatMap(({ state, values, params }) => {
    if (state !== 'complete' || values === null) return [];
    const written = [...params].flatMap(([path, { internal, domain }]) =>
      domain === undefined ? [] : [[path, writtenOf({ domain, unit: units.get(path) ?? '' }, internal)] as const],
    );
    return [{ written: Object.fromEntries(written), value: values[0] }];
  });
}
