import assert from 'node:assert/strict';
import { here } from './_here.ts';
import { CONFIG, marketFiles, panelSpec } from './_panel.ts';

const BLOCKS = `features:
  mom: { type: log_return, window: 6 }
  rank: { type: cross_rank, of: mom }
  mean: { type: rolling_mean, of: rank, window: 3 }
  rest: { type: expression, formula: mom - mean }
labels:
  h4: { type: forward_return, horizon: 4 }
split: { type: walk_forward, train: 12d, calibrate: 2d, test: 4d }
models:
  m: { type: ridge, labels: [h4], features: [mom, rest], per_symbol: true }
calibrators:
  c: { type: linear, of: m, per_symbol: true, min_samples: 20 }
signals:
  s: { type: score, of: c }
`;
const SYMBOLS = ['AAA', 'BBB', 'CCC'];

describe('keys of a panel', () => {
  it('differ for each symbol, also where a node reads the data of all', () =>
    here(
      panelSpec(SYMBOLS, BLOCKS),
      {
        files: {
          'config.yml': CONFIG,
          ...marketFiles(
            SYMBOLS.map((name) => ({ name })),
            800,
          ),
        },
      },
      ({ opened: { plan } }) => {
        const stored = plan.nodes.filter(({ kind }) => kind !== 'simulation' && kind !== 'evaluation');
        const ids = new Map<string, string>();
        for (const { id, key } of stored) {
          assert.equal(ids.get(key), undefined, `${id} has the key of ${ids.get(key)}`);
          ids.set(key, id);
        }
        assert.ok(ids.size > 40);
        return Promise.resolve();
      },
    ));
});
