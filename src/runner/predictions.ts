import type { Bars } from '../core/artifacts.ts';
import type { Model } from '../core/contracts/model.ts';
import type { Label } from '../core/contracts/label.ts';
import { digestMonths } from '../data/digest.ts';
import { loadPredictions } from '../data/predictions.ts';
import type { PredictionSource, Predictions } from '../data/predictions.ts';
import type { DataRoots } from '../data/load.ts';
import type { Node, ResolvedSpec } from '../spec/types.ts';
import { partitionsOf } from './partitions.ts';
import type { Panel } from './panel.ts';
import type { Partitions } from './partitions.ts';

/** Predictions made elsewhere, on the rows of the bars, with a digest of every prefix of them. */
export interface GivenScores extends Predictions {
  readonly partitions: Partitions;
}

export const isExternal = (model: Node): boolean => (model.component as Partial<Model>).external !== undefined;

/** The columns of all `predictions` models, by model and symbol. */
export async function openPredictions(
  spec: ResolvedSpec,
  { members }: Panel,
  roots: DataRoots,
): Promise<ReadonlyMap<string, readonly GivenScores[]>> {
  const opened = new Map<string, readonly GivenScores[]>();
  for (const model of spec.models) {
    if ((model.component as Partial<Model>).external !== 'scores') continue;
    const labels = model.values['labels'] as readonly string[];
    const task = labels
      .map((name) => spec.labels.find((l) => l.name === name)?.component as Label)
      .some((l) => l.task === 'binary')
      ? 'binary'
      : 'regression';
    const scores: GivenScores[] = [];
    for (const { bars } of members) {
      const given = await loadPredictions(bars, {
        source: model.values['source'] as PredictionSource,
        at: [...model.path, 'source'].join('.'),
        task,
        seed: spec.seed,
        roots,
      });
      const columns: Bars = { ...bars, columns: new Map([['score', given.score]]) };
      scores.push({ ...given, partitions: partitionsOf(columns, digestMonths(columns)) });
    }
    opened.set(model.name, scores);
  }
  return opened;
}
