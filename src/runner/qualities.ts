import type { Range } from '../core/artifacts.ts';
import { digestColumns } from '../core/digest.ts';
import type { ScoreQuality } from '../evaluation/scores.ts';
import { roomsDigest } from './code-digest.ts';
import { runJob } from './compute.ts';
import type { Computed, Environment } from './compute.ts';
import { ENGINE } from './engine.ts';
import type { Plan } from './plan.ts';
import { pooledLabel } from './pooled.ts';
import { remembered } from './remember.ts';
import type { Scores } from './stitch.ts';

/** Where a quality is looked for and over which rows of the time grid; scores stand on the pooled rows. */
export interface Judging {
  readonly computed: Computed;
  readonly scores: Scores;
  readonly range: Range;
  readonly environment: Environment;
}

/** Quality of every score column against its label; each is kept in the store, since a changed gate changes none. */
export function qualitiesOf(plan: Plan, judging: Judging): Promise<readonly ScoreQuality[]> {
  return Promise.all(Array.from(judging.scores.keys(), (name) => qualityOf(plan, name, judging)));
}

export async function qualityOf(
  plan: Plan,
  name: string,
  { computed, scores, range: traded, environment }: Judging,
): Promise<ScoreQuality> {
  const { interval_ms } = plan.bars;
  const label = name.slice(name.indexOf('.') + 1);
  const score = scores.get(name) as Float64Array;
  const values = pooledLabel(plan, computed, label);
  const time = plan.panel.pooled().time;
  const range = plan.panel.pooled().range(traded);
  const several = plan.panel.several && plan.spec.evaluation.symbols?.length !== 1;
  const horizon = horizonOf(plan, label);
  const middle = middleOf(plan, label);
  const columns = [
    { name: 'time', values: time },
    { name: 'score', values: score },
    { name: 'label', values },
  ];
  const recipe = [
    'quality',
    ENGINE,
    roomsDigest('evaluation'),
    digestColumns(columns, range.from, range.to),
    horizon,
    interval_ms,
    middle,
    ...(several ? ['across symbols'] : []),
  ];
  const found = await remembered<ScoreQuality>(environment.store, recipe, async () => {
    const result = await runJob(
      { kind: 'quality', range, horizon, interval_ms, middle, several },
      { time, score, label: values },
      environment,
      range.to - range.from,
    );
    return result.meta as string;
  });
  return { ...found, name, label };
}

export interface JudgedScore {
  readonly name: string;
  readonly score: Float64Array;
  readonly label: Float64Array;
  readonly middle: number;
}

/** Raw scores of the first model that predicts `evaluation.label` (or its first label). */
export function judgedScore(plan: Plan, computed: Computed, scores: Scores): JudgedScore | undefined {
  const { models, evaluation } = plan.spec;
  const labelsOf = (i: number): readonly string[] => (models[i]?.values['labels'] ?? []) as readonly string[];
  const label = evaluation.label ?? labelsOf(0)[0];
  const model = models.find((_, i) => labelsOf(i).includes(label));
  if (model === undefined || label === undefined) return undefined;
  const name = `${model.name}.${label}`;
  return {
    name,
    score: scores.get(name) as Float64Array,
    label: pooledLabel(plan, computed, label),
    middle: middleOf(plan, label),
  };
}

export function horizonOf(plan: Plan, label: string): number {
  const node = plan.spec.labels.find((l) => l.name === label);
  return node === undefined ? 1 : node.component.horizon(node.values);
}

/** What parts the two sides of a label: 0 of returns, one half where it is 0 or 1. */
export const middleOf = (plan: Plan, label: string): number =>
  plan.spec.labels.find((l) => l.name === label)?.component.task === 'binary' ? 0.5 : 0;
