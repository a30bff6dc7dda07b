import lightgbm from '../../src/models/lightgbm.ts';
import { honoursNativeContract, needsItsLibrary } from './_native.ts';

const VALUES = {
  rounds: 60,
  learning_rate: 0.1,
  l1: 0,
  l2: 0,
  min_gain: 0,
  row_fraction: 1,
  feature_fraction: 1,
  early_stopping: undefined,
  leaves: 15,
  max_depth: undefined,
  min_leaf_rows: 5,
  min_child_weight: 0.001,
  max_bins: 255,
};

describe('lightgbm', () => {
  needsItsLibrary(lightgbm, VALUES);
  describe('with its library', () => honoursNativeContract(lightgbm, VALUES));
});
