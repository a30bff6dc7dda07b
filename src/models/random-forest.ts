import type { JsonValue } from '../core/artifacts.ts';
import { defineModel } from '../core/contracts/model.ts';
import { fraction, integer } from '../core/params.ts';
import { compileTrees, contentOf, fitBytes, helpFit, treeShap } from './_boosting/index.ts';
import { savedTrees, writeLightgbm, writeXgboost } from './_files/index.ts';
import { ONE_TREE, growDrawnTree, packedForest, unpackedForest } from './_forest.ts';
import type { PackedForest } from './_forest.ts';

/**
 * Mean of trees, each grown on rows drawn with replacement: splits by the largest fall of the squared error.
 *
 * In: any columns; NaN is data (each split learns the side that missing values take). Out: the label's unit; for binary
 * labels the share of label 1. Splits lie on at most `max_bins` edges per column.
 */
export default defineModel({
  type: 'random_forest',
  version: 2,
  summary: 'Mean of many deep trees on rows drawn with replacement.',
  source: 'Breiman (2001), Random forests',
  tasks: ['regression', 'binary'],
  accepts_nan: true,
  params: {
    trees: integer('Trees.', { min: 1, max: 10_000, default: 100 }),
    max_depth: integer('Depth of a tree.', { min: 1, max: 20, default: 12 }),
    min_leaf_rows: integer('Fewest drawn rows in a leaf.', { min: 1, default: 1 }),
    row_fraction: fraction('Rows drawn per tree, as a share of the train rows.', { above: 0, max: 1, default: 1 }),
    feature_fraction: fraction('Share of columns drawn per tree.', { above: 0, max: 1, default: 1 }),
    max_bins: integer('Bins per column, missing apart.', { min: 2, max: 255, default: 255 }),
  },
  memory: (values, rows, columns) => fitBytes({ ...values, ...ONE_TREE, min_child_weight: 0 }, { rows, columns }),
  fit(values, train, _validation, { rng, cancelled, team }) {
    const { columns, target, weight } = train;
    const content = contentOf(columns, values.max_bins);
    const drawn = { columns, content, target, ...(weight !== undefined && { weight }) };
    const grown = Array.from({ length: values.trees }, (_, k) => {
      if (cancelled()) throw new Error(`fit stopped before tree ${k + 1} of ${values.trees}`);
      return growDrawnTree(drawn, values, rng, team);
    });
    return packedForest(grown) as unknown as JsonValue;
  },
  help: helpFit,
  load(fitted) {
    const trees = compileTrees(unpackedForest(fitted as unknown as PackedForest));
    return { predict: (columns, from, to, out, offset) => trees.predict(columns, from, to, out, offset) };
  },
  written: {
    lightgbm: (fitted, names) => writeLightgbm(savedTrees(unpackedForest(fitted as unknown as PackedForest), names)),
    xgboost: (fitted, names) => writeXgboost(savedTrees(unpackedForest(fitted as unknown as PackedForest), names)),
  },
  importance: (fitted) => (fitted as unknown as PackedForest).gain,
  contributions: (fitted, columns, from, to) =>
    treeShap(unpackedForest(fitted as unknown as PackedForest), columns, from, to),
});
