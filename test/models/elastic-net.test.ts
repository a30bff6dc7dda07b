import elasticNet from '../../src/models/elastic-net.ts';
import lasso from '../../src/models/lasso.ts';
import ridge from '../../src/models/ridge.ts';
import { honoursModelContract } from '../contracts/model.ts';
import { fitOn, near, plain } from './_rows.ts';

describe('elastic_net', () => {
  honoursModelContract(elasticNet, { l1: 0.01, l2: 0.01 });

  // scikit-learn 1.5.2: ElasticNet(alpha=l1 + l2, l1_ratio=l1 / (l1 + l2), tol=1e-14) on standardised columns
  it('agrees with scikit-learn', () => {
    const expected = [2.515023736861827, -0.35104234288534003, 172.44687657673896, -14.799814035837585];
    near(fitOn(elasticNet, { l1: 0.3, l2: 0.2 }, plain), expected, 1e-9);
  });

  it('is the lasso without l2, the ridge without l1', () => {
    near(fitOn(elasticNet, { l1: 0.3, l2: 0 }, plain), fitOn(lasso, { l1: 0.3 }, plain), 1e-12);
    near(fitOn(elasticNet, { l1: 0, l2: 0.5 }, plain), fitOn(ridge, { l2: 0.5 }, plain), 1e-8);
  });
});
