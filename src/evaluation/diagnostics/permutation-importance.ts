import { defineDiagnostic } from '../../core/contracts/diagnostic.ts';
import type { FittedFold } from '../../core/contracts/diagnostic.ts';
import { mean } from '../../core/math/index.ts';
import * as p from '../../core/params.ts';
import { streamOf } from '../../core/rng.ts';
import { icByGroup, overallIc, summariseIc } from '../_stats/index.ts';

const params = {
  of: p.input('Model; default: the one whose scores the run is judged by.', {
    accepts: ['score', 'model'],
    optional: true,
  }),
};

/** What a model is worth on the test rows of a fold. */
interface Worth {
  readonly ic: number;
  readonly mse: number;
}

/**
 * What a column is worth to a fitted model: its values over the test rows of each fold are dealt out anew (one seeded
 * shuffle), and the IC that the fit loses and the share that its mean squared error rises by are told; means over folds.
 *
 * In: the fits of the run and the columns of their test windows, so all of it out of sample. IC across symbols at each time
 * where there are several, else over the fold's rows. About 0, or below: the model does as well without; columns that say the
 * same share what they are worth.
 * Source: Breiman (2001), Random Forests; Fisher, Rudin and Dominici (2019), All Models are Wrong, but Many are Useful.
 */
export default defineDiagnostic({
  type: 'permutation_importance',
  version: 1,
  summary: 'What a model loses out of sample when a column is shuffled.',
  params,
  compute({ of }, view) {
    const rows = ranked(lostBy(view.fitted(of), view.seed));
    const number = (name: string, key: Exclude<keyof Lost, 'name'>) => ({
      name,
      kind: 'number' as const,
      values: Float64Array.from(rows, (row) => row[key]),
    });
    return {
      tradable: true,
      tables: {
        '': {
          rows: rows.length,
          columns: [
            { name: 'column', kind: 'text' as const, values: rows.map(({ name }) => name) },
            number('ic_lost', 'ic'),
            number('lowest', 'low'),
            number('highest', 'high'),
            number('mse_rise', 'mse'),
            number('folds', 'folds'),
          ],
        },
      },
      facts: rows.map(({ name, ic, folds: samples }) => ({ name, value: ic, unit: 'IC lost, mean of folds', samples })),
      charts: [],
    };
  },
});

/** By column, what each fold loses. */
function lostBy(folds: readonly FittedFold[], seed: number): ReadonlyMap<string, readonly Worth[]> {
  const lost = new Map(folds.flatMap(({ columns }) => columns).map((name) => [name, [] as Worth[]]));
  for (const fold of folds) {
    const base = worthOf(fold, fold.inputs);
    fold.columns.forEach((name, k) => {
      const order = streamOf(seed, 'permutation_importance', fold.fold, name).permutation(fold.label.length);
      const mixed = Float64Array.from(order, (t) => fold.inputs[k][t]);
      const { ic, mse } = worthOf(
        fold,
        fold.inputs.map((x, j) => (j === k ? mixed : x)),
      );
      if (!Number.isNaN(base.ic - ic)) lost.get(name)?.push({ ic: base.ic - ic, mse: mse / base.mse - 1 });
    });
  }
  return lost;
}

interface Lost extends Worth {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly folds: number;
}

/** Means and ranges over folds, the dearest column first. */
function ranked(lost: ReadonlyMap<string, readonly Worth[]>): readonly Lost[] {
  return Array.from(lost, ([name, found]) => {
    const ic = Float64Array.from(found, (worth) => worth.ic);
    const mse = mean(Float64Array.from(found, (worth) => worth.mse));
    return { name, ic: mean(ic), low: Math.min(...ic), high: Math.max(...ic), mse, folds: found.length };
  }).sort((a, b) => b.ic - a.ic || (a.name < b.name ? -1 : 1));
}

function worthOf(fold: FittedFold, inputs: readonly Float64Array[]): Worth {
  const { label, time, several } = fold;
  const score = fold.predict(inputs);
  const ic = several ? summariseIc(icByGroup(score, label, time).ic, 0).mean : overallIc(score, label).ic;
  let [sum, n] = [0, 0];
  for (let t = 0; t < score.length; t++) {
    const error = score[t] - label[t];
    if (error !== error) continue;
    sum += error * error;
    n += 1;
  }
  return { ic, mse: sum / n };
}
