import { lossOf } from '../constraints.ts';
import { frontsOf, hypervolume } from '../pareto.ts';
import type { Study } from '../study.ts';
import type { Trial } from '../sweep.ts';
import { adviceOf } from './advice.ts';
import type { Advice } from './advice.ts';
import type { AgainstDefault } from './default.ts';
import type { Seen } from './encoded.ts';
import { importanceOf } from './importance.ts';
import type { Importance } from './importance.ts';
import { contourOf, plateauOf, regionsOf, slicesOf } from './landscape.ts';
import type { Contour, Plateau, Region, Sliced } from './landscape.ts';
import { turnoverBands } from './turnover.ts';
import type { TurnoverBand } from './turnover.ts';

/** What the trials of a study tell beside their ranking. Objectives are as reported, not turned. */
export interface Analysis {
  readonly objective: string;
  readonly importance: readonly Importance[];
  readonly slices: readonly Sliced[];
  /** Of the two parameters that matter most; of a grid of up to four, each pair. */
  readonly contours: readonly Contour[];
  readonly plateau: Plateau | null;
  readonly regions: readonly Region[];
  readonly turnover: readonly TurnoverBand[];
  /** Of several objectives: trials that no other one dominates, and the volume below them. */
  readonly front: Front | null;
  readonly advice: readonly Advice[];
  readonly default: AgainstDefault | null;
}

export interface Front {
  readonly objectives: readonly string[];
  /** By the first objective, best first. */
  readonly trials: readonly { readonly trial: number; readonly values: readonly number[] }[];
  /** Part of the box between the best and the worst values of all feasible trials that the front dominates. */
  readonly hypervolume: number;
}

export interface Analysing {
  readonly study: Study;
  readonly seed: number;
  readonly best: Trial | undefined;
  readonly against: AgainstDefault | undefined;
}

/** In: all trials; those that are complete and keep the constraints are looked at, or all complete ones where none does. */
export function analyse(trials: readonly Trial[], { study, seed, best, against }: Analysing): Analysis {
  const { space, objectives } = study;
  const complete = trials.filter((t) => t.state === 'complete' && t.loss !== undefined);
  const feasible = complete.filter((t) => (t.violation ?? 0) === 0);
  const looked = feasible.length > 0 ? feasible : complete;
  const seen = looked.map(({ index, params, loss = 0 }): Seen => ({ index, params, loss }));
  const importance = importanceOf(space, seen, seed);
  const sign = lossOf(1, objectives[0].direction);
  const turn = (x: number | null): number | null => (x === null ? null : sign * x);
  return {
    objective: objectives[0].metric,
    importance,
    slices: slicesOf(space, seen).map(({ path, cells }) => ({
      path,
      cells: cells.map((cell) => ({ ...cell, best: turn(cell.best), mean: turn(cell.mean) })),
    })),
    contours: pairsOf(study, importance).map((pair) => {
      const contour = contourOf(space, seen, pair);
      return { ...contour, mean: contour.mean.map((row) => row.map(turn)) };
    }),
    plateau: turnedPlateau(plateauOf(space, seen), sign),
    regions:
      seen.length < 5 ? [] : regionsOf(space, seen).map((r) => ({ ...r, best: sign * r.best, mean: sign * r.mean })),
    turnover: turnoverBands(looked),
    front: objectives.length < 2 ? null : frontOf(feasible, study),
    advice: best === undefined ? [] : adviceOf(space, seen, { importance, best: best.params }),
    default: against ?? null,
  };
}

const turnedPlateau = (plateau: Plateau | undefined, sign: number): Plateau | null =>
  plateau === undefined ? null : { ...plateau, mean: sign * plateau.mean };

const MOST_OF_GRID = 4;

function pairsOf({ space, sampler }: Study, importance: readonly Importance[]): readonly (readonly [string, string])[] {
  const paths = space.params.map(({ path }) => path);
  if (paths.length < 2) return [];
  if (sampler.type === 'grid' && paths.length <= MOST_OF_GRID)
    return paths.flatMap((x, i) => paths.slice(i + 1).map((y) => [x, y] as const));
  const ranked = [...importance.map(({ path }) => path), ...paths];
  const [first, second] = [...new Set(ranked)];
  return [[first, second]];
}

function frontOf(feasible: readonly Trial[], { objectives }: Study): Front {
  const names = objectives.map(({ metric }) => metric);
  const losses = feasible.map(({ values }) => (values ?? []).map((v, i) => lossOf(v, objectives[i].direction)));
  if (losses.length === 0) return { objectives: names, trials: [], hypervolume: 0 };
  const fronts = frontsOf(losses);
  const members = feasible.flatMap((trial, i) => (fronts[i] === 0 ? [{ trial, losses: losses[i] }] : []));
  const ends = names.map((_, o) => {
    const column = losses.map((point) => point[o]);
    return [Math.min(...column), Math.max(...column)] as const;
  });
  const unit = members.map((m) =>
    m.losses.map((x, o) => (ends[o][1] > ends[o][0] ? (x - ends[o][0]) / (ends[o][1] - ends[o][0]) : 0)),
  );
  return {
    objectives: names,
    trials: members
      .toSorted((a, b) => a.losses[0] - b.losses[0] || a.trial.index - b.trial.index)
      .map(({ trial }) => ({ trial: trial.index, values: trial.values ?? [] })),
    hypervolume: hypervolume(
      unit,
      names.map(() => 1),
    ),
  };
}
