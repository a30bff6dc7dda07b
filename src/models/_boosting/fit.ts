import { streamOf } from '../../core/rng.ts';
import { openTeam } from '../../core/team.ts';
import type { Sharing, Team } from '../../core/team.ts';
import { withKernel } from './kernel.ts';
import type { Kernel } from './kernel.ts';
import { metrics } from './metrics.ts';
import { nodeTable } from './node-table.ts';
import { compileTrees } from './predict.ts';
import { assignBins, placeMatrix } from './matrix.ts';
import { prepareSets } from './prepare.ts';
import type { Prepared, PreparedSet } from './prepare.ts';
import { responseOf } from './response.ts';
import { endRound, growRound } from './round.ts';
import type { Fit, RoundEnd } from './round.ts';
import type { BoostedTree, BoostedTrees, BoostingParams, FitOptions, TrainingSet, UniformSource } from './types.ts';
import { layoutOf, workspaceOf } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** Numbers that rounds leave behind. */
interface Boosted {
  readonly trees: BoostedTree[];
  best: number;
  readonly train: number[];
  readonly validation: number[];
}

/** The watched number of the validation set, and whether one is better than another. */
interface Watch {
  readonly of: () => number;
  readonly isBetter: (value: number, than: number) => boolean;
}

function watchOf({ objective, params, validation }: Fit, classes: readonly number[]): Watch | undefined {
  if (validation === undefined) return undefined;
  const { data, scores } = validation;
  const name = params.metric ?? 'loss';
  if (name === 'loss') return { of: () => objective.loss(data, scores), isBetter: (value, than) => value < than };
  const metric = metrics[name];
  const response = responseOf({ objective: params.objective, classes });
  const predicted = new Float64Array(data.rows.length);
  const row = new Float64Array(scores.length);
  return {
    of() {
      data.rows.forEach((at, k) => {
        for (let output = 0; output < row.length; output++) row[output] = scores[output][at];
        predicted[k] = response(row);
      });
      return metric.of(data, predicted);
    },
    isBetter: (value, than) => (metric.higherIsBetter ? value > than : value < than),
  };
}

/** NaN (an information coefficient of constant predictions, say) is worse than any number. */
function isImprovement(watch: Watch | undefined, value: number | undefined, { best, validation }: Boosted): boolean {
  if (watch === undefined || value === undefined || best === 0) return true;
  const held = validation[best - 1];
  return watch.isBetter(value, held) || (Number.isNaN(held) && !Number.isNaN(value));
}

interface Run {
  readonly fit: Fit;
  readonly watch: Watch | undefined;
  readonly seed: number;
  readonly options: FitOptions;
}

/** Runs rounds behind those that are done already. */
function boost({ fit, watch, seed, options }: Run, done: Boosted): Boosted {
  const { params } = fit;
  let end: RoundEnd | undefined;
  for (let round = done.train.length + 1; round <= params.rounds; round++) {
    if (params.patience !== undefined && round - 1 - done.best >= params.patience) break;
    if (options.shouldStop?.()) throw new Error(`fit stopped before round ${round} of ${params.rounds}`);
    done.trees.push(...growRound(fit, streamOf(seed, round), end));
    end = endRound(fit);
    const { loss } = end;
    done.train.push(loss);
    const value = watch?.of();
    if (value !== undefined) done.validation.push(value);
    if (params.patience === undefined || isImprovement(watch, value, done)) done.best = round;
    options.onRound?.({ round, train: loss, validation: value });
  }
  return done;
}

/** The rounds of an earlier fit whose trees it kept: those behind them are run again. */
function kept(from: BoostedTrees | undefined, params: BoostingParams, outputs: number): Boosted {
  if (from === undefined) return { trees: [], best: 0, train: [], validation: [] };
  const rounds = Math.min(from.best_round, params.rounds);
  return {
    trees: from.trees.slice(0, rounds * outputs),
    best: rounds,
    train: from.history.train.slice(0, rounds),
    validation: from.history.validation?.slice(0, rounds) ?? [],
  };
}

function gainPerFeature(trees: readonly BoostedTree[], features: number): number[] {
  const gain = Array.from({ length: features }, () => 0);
  for (const tree of trees) {
    tree.feature.forEach((feature, id) => {
      if (feature >= 0) gain[feature] += tree.gain[id];
    });
  }
  return gain;
}

/** Score arrays of a matrix in kernel memory, one per output, at the scores of a start. */
function startScores(buffer: SharedArrayBuffer, at: number, rows: number, start: readonly number[]): Float64Array[] {
  return start.map((base, k) => new Float64Array(buffer, at + k * rows * 8, rows).fill(base));
}

function startValidation(
  { kernel, layout }: Workspace,
  { rows, data }: PreparedSet,
  base: readonly number[],
): Fit['validation'] {
  const { validation } = layout;
  new Uint32Array(kernel.buffer, validation.rows, data.rows.length).set(data.rows);
  return { data, scores: startScores(kernel.buffer, validation.scores, rows, base) };
}

/** Scores as they stand behind the kept rounds: each tree added to each row in turn, as the rounds did. */
function replay(model: BoostedTrees, { columns }: TrainingSet, scores: readonly Float64Array[]): void {
  const found = compileTrees(model).scores(columns, 0, columns[0].length);
  scores.forEach((to, output) => {
    for (let row = 0; row < to.length; row++) to[row] = found[row * scores.length + output];
  });
}

function checkFrom(from: BoostedTrees, params: BoostingParams, base: readonly number[], features: number): void {
  const same =
    from.objective === params.objective &&
    from.features === features &&
    from.base_score.length === base.length &&
    from.base_score.every((score, k) => score === base[k]);
  if (!same) throw new Error('the model to go on from was fitted on other rows, columns, labels or another objective');
}

/**
 * Gradient-boosted trees: score = base + sum of trees, each grown to the negative gradient of the loss by the largest
 * gain over bins, gain = s(left) + s(right) - s(parent), s = shrink(g, l1)^2 / (h + l2); level by level, or leaf by leaf
 * where `leaves` is set.
 *
 * In: train columns (NaN = missing, its side is learned per split) labels, weights; the validation
 * set with `patience` ends the fit early, and only trees up to its best round are kept. Out: plain JSON. Splits are
 * found on float64 features, so a threshold parts the train rows as their bins do; gradients are rounded to whole
 * multiples of a unit, so that sums are exact. Round k draws from its own stream: going on `from` a model of fewer
 * rounds gives the bytes of one long fit. The same input and draw of `rng` give the same bytes anywhere. Throws on
 * labels that are not finite, on a set without rows, and when stopped.
 * Source: Friedman (2001), Greedy function approximation; Chen and Guestrin (2016), XGBoost, sections 2 and 3.4.
 */
export function fitBoostedTrees(
  train: TrainingSet,
  validation: TrainingSet | undefined,
  params: BoostingParams,
  rng: UniformSource,
  options: FitOptions = {},
): BoostedTrees {
  const prepared = prepareSets(train, validation, params);
  const base = prepared.objective.baseScores(prepared.train.data);
  if (options.from) checkFrom(options.from, params, base, train.columns.length);
  const done = kept(options.from, params, base.length);
  runRounds({ prepared, base, params, options, sets: [train, validation], seed: rng.uniform() }, done);
  const trees = done.trees.slice(0, done.best * base.length);
  return {
    version: 2,
    objective: params.objective,
    base_score: base,
    ...(params.objective === 'multiclass' && { classes: prepared.classes }),
    features: train.columns.length,
    rounds: done.train.length,
    best_round: done.best,
    trees,
    gain: gainPerFeature(trees, train.columns.length),
    history: { train: done.train, ...(prepared.held && { validation: done.validation }) },
  };
}

/** Whether columns lie at the same places, as those of a train window and of its validation tail do. */
const areSame = (some: readonly Float64Array[], others: readonly Float64Array[]): boolean =>
  some.every(
    (x, k) => x.buffer === others[k].buffer && x.byteOffset === others[k].byteOffset && x.length === others[k].length,
  );

interface Job {
  readonly prepared: Prepared;
  readonly base: readonly number[];
  readonly params: BoostingParams;
  readonly options: FitOptions;
  readonly sets: readonly [TrainingSet, TrainingSet | undefined];
  readonly seed: number;
}

/** Runs `work` with the threads of a team, if there is one, and lets them go. */
function shared(team: Team | undefined, order: number, work: (sharing: Sharing | undefined) => void): void {
  if (team === undefined) return work(undefined);
  const sharing = openTeam(team, order);
  try {
    work(sharing);
  } finally {
    sharing.close();
  }
}

function runRounds({ prepared, base, params, options, sets, seed }: Job, done: Boosted): void {
  const { objective, train, held, classes } = prepared;
  const wide = !objective.unitHessian || train.data.weight !== undefined;
  const { rows, columns } = train;
  const sharesBins = held !== undefined && areSame(held.columns, columns);
  const layout = layoutOf(
    {
      ...{ rows, features: columns.length, outputs: base.length, wide, validationRows: held?.rows ?? 0 },
      sharesBins,
    },
    params,
  );
  const work = (kernel: Kernel, team: Sharing | undefined): void => {
    const matrix = placeMatrix(kernel, layout, columns, params.max_bins, sets[0].content);
    if (held && !sharesBins)
      assignBins(kernel, { ...layout, bins: layout.validation.bins }, held.columns, matrix.edges);
    const space = workspaceOf(kernel, layout, matrix, { wide, team });
    const scores = startScores(kernel.buffer, layout.scores, rows, base);
    const started = held && startValidation(space, held, base);
    if (options.from && done.best > 0) {
      const from = { ...options.from, trees: done.trees };
      replay(from, sets[0], scores);
      if (started && sets[1]) replay(from, sets[1], started.scores);
    }
    if (objective.isPlainError && !wide) new Float64Array(kernel.buffer, layout.target, rows).set(train.data.target);
    const nodes = nodeTable(layout.mostNodes);
    const fit: Fit = { objective, params, space, train: train.data, scores, nodes, validation: started };
    boost({ fit, watch: watchOf(fit, classes), seed, options }, done);
  };
  withKernel(layout.total, (kernel) => shared(options.team, layout.order, (team) => work(kernel, team)), options.team);
}
