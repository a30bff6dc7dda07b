import { join } from 'node:path';
import type { Opened } from '../runner/open.ts';
import { sweepsOf } from './folder.ts';
import { recordedTrials } from './_journal/recorded.ts';
import { randomPoint } from './samplers/random.ts';
import { internalOf, isActive, paramsOf } from './space.ts';
import type { Study } from './study.ts';
import type { Params, Space } from './types.ts';

/**
 * The best of what earlier sweeps of this experiment have found for the same first objective, best first, at most `most`:
 * values that this space does not hold are left out, paths that they did not search are drawn at random. Sweeps that share
 * no path with this one, or another objective, give none.
 */
export function warmStarts(probe: Opened, { space, objectives }: Study, most: number): readonly Params[] {
  const [{ metric, direction }] = objectives;
  const found = sweepsOf(probe).flatMap(({ path }) =>
    recordedTrials(join(path, 'journal.log'), metric)
      .map(({ written, value }) => ({
        params: overlap(space, written),
        loss: direction === 'maximize' ? -value : value,
      }))
      .filter(({ params }) => Object.keys(params).length > 0),
  );
  const starts = new Map<string, Params>();
  for (const { params } of found.sort((a, b) => a.loss - b.loss)) {
    const whole = filled(space, params, { seed: probe.spec.seed, trialIndex: starts.size });
    if (starts.size < most) starts.set(JSON.stringify(params), starts.get(JSON.stringify(params)) ?? whole);
  }
  return [...starts.values()];
}

function overlap({ params }: Space, written: Params): Params {
  return Object.fromEntries(
    params.flatMap((param) =>
      Object.hasOwn(written, param.path) && !Number.isNaN(internalOf(param, written[param.path]))
        ? [[param.path, written[param.path]]]
        : [],
    ),
  );
}

function filled(space: Space, params: Params, { seed, trialIndex }: { seed: number; trialIndex: number }): Params {
  const point = randomPoint(space, seed, { sampler: 'warm start', trialIndex });
  space.params.forEach((param, i) => {
    if (Object.hasOwn(params, param.path)) point[i] = internalOf(param, params[param.path]);
    else if (Number.isNaN(point[i])) return;
    if (!isActive(param, point)) point[i] = NaN;
  });
  return paramsOf(space, point);
}
