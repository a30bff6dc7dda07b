import assert from 'node:assert/strict';
import { firstLockDifference } from '../../src/runner/lock-difference.ts';
import type { Lock } from '../../src/runner/lock.ts';

const LOCK: Lock = {
  format: 1,
  engine: 'assay 0',
  experiment: 'x',
  digest: 'd',
  seed: 7,
  spec: {
    name: 'x',
    data: { interval: '1h' },
    features: { rsi: { type: 'rsi', window: 14 }, ret: { type: 'returns', windows: [1] } },
    models: { lin: { type: 'ridge', l2: 1 } },
    execution: { type: 'event', cash: 1000 },
  },
  source: null,
  slice: null,
  partitions: [
    { month: '2024-01', rows: 744, digest: 'p1' },
    { month: '2024-02', rows: 696, digest: 'p2' },
  ],
  components: {
    'features/rsi': { version: 1, code: 'aaaaaaaaaa' },
    'features/returns': { version: 1, code: 'bbbbbbbbbb' },
    'models/ridge': { version: 1, code: 'cccccccccc' },
    'gates/cooldown': { version: 1, code: 'dddddddddd' },
    'execution/event': { version: 1, code: 'eeeeeeeeee' },
    evaluation: { version: 1, code: 'ffffffffff' },
  },
  nodes: [
    { id: 'features.rsi', key: 'k1', content: 'c1' },
    { id: 'models.lin/h4/fold-01', key: 'k2', content: 'c2' },
    { id: 'simulation', key: 'k3', content: 'c3' },
    { id: 'evaluation', key: 'k4', content: 'c4' },
  ],
};

/** The lock with other contents from `id` on, as one change gives them, and other keys where they follow from it. */
function changedFrom(id: string, change: Partial<Lock>, keys = true): Lock {
  const at = LOCK.nodes.findIndex((node) => node.id === id);
  const nodes = LOCK.nodes.map((node, i) => {
    if (at < 0 || i < at) return node;
    return { id: node.id, key: keys ? `${node.key}x` : node.key, content: `${node.content}x` };
  });
  return { ...LOCK, nodes, ...change };
}

const withCode = (id: string): Partial<Lock> => ({
  components: { ...LOCK.components, [id]: { version: 1, code: '0123456789' } },
});
const withSpec = (change: object): Partial<Lock> => ({ spec: { ...LOCK.spec, ...change } });

function told(found: Lock, expected = LOCK): readonly [string, string, string] | undefined {
  const difference = firstLockDifference(expected, found);
  return difference && [difference.node, difference.cause, difference.reason];
}

describe('the first difference of two locks', () => {
  it('is the engine where a library that fits models has another version', () => {
    const at = (engine: string): Partial<Lock> => ({
      components: { ...LOCK.components, 'models/lightgbm': { version: 1, code: 'gggggggggg', engine } },
    });
    const reason = 'engine of models/lightgbm changed: 4.6.0 -> 4.7.0';
    const found = told(changedFrom('models.lin/h4/fold-01', at('4.7.0')), { ...LOCK, ...at('4.6.0') });
    assert.deepEqual(found, ['models.lin/h4/fold-01', 'engine', reason]);
  });

  it('is none where all contents are the same, although code was edited', () => {
    assert.equal(told(changedFrom('', withCode('features/rsi'))), undefined);
  });

  it('names the seed before what follows from it', () => {
    const partitions = LOCK.partitions.map((p) => ({ ...p, digest: `${p.digest}x` }));
    const found = changedFrom('features.rsi', { seed: 8, partitions });
    assert.deepEqual(told(found), ['spec', 'seed', 'another seed: 7 -> 8']);
  });

  it('names a data partition that changed, is gone, or is new', () => {
    const [january, february] = LOCK.partitions;
    const partitionsTold = (...partitions: Lock['partitions'][number][]) =>
      told(changedFrom('features.rsi', { partitions }));
    const changed = { ...february, digest: 'other' };
    assert.deepEqual(partitionsTold(january, changed), ['bars', 'data partition', 'data partition 2024-02 changed']);
    assert.deepEqual(partitionsTold(january), ['bars', 'data partition', 'data partition 2024-02 is gone']);
    const march = { ...february, month: '2024-03', digest: 'p3' };
    assert.deepEqual(partitionsTold(january, february, march), [
      'bars',
      'data partition',
      'data partition 2024-03 is new',
    ]);
  });

  it('names the parameter of the data block that gives other bars', () => {
    const partitions = LOCK.partitions.map((p) => ({ ...p, digest: `${p.digest}x` }));
    const found = changedFrom('features.rsi', { ...withSpec({ data: { interval: '2h' } }), partitions });
    assert.deepEqual(told(found), ['bars', 'parameter', 'parameter data.interval: 1h -> 2h']);
  });

  it('names the parameter of the node, with both values', () => {
    const features = { ...(LOCK.spec['features'] as object), rsi: { type: 'rsi', window: 21 } };
    assert.deepEqual(told(changedFrom('features.rsi', withSpec({ features }))), [
      'features.rsi',
      'parameter',
      'parameter features.rsi.window: 14 -> 21',
    ]);
  });

  for (const [node, component] of [
    ['features.rsi', 'features/rsi'],
    ['models.lin/h4/fold-01', 'models/ridge'],
    ['simulation', 'gates/cooldown'],
    ['evaluation', 'evaluation'],
  ]) {
    it(`names the code of ${component} where ${node} differs`, () => {
      const [at, cause, reason] = told(changedFrom(node, withCode(component), false)) ?? [];
      assert.deepEqual([at, cause], [node, 'code']);
      assert.match(String(reason), new RegExp(`^code of ${component} changed: \\w{8} -> 01234567$`));
    });
  }

  it('does not blame code that comes after the node', () => {
    const found = changedFrom('features.rsi', withCode('models/ridge'), false);
    assert.deepEqual(told(found), ['features.rsi', 'result', 'same recipe and data, another result']);
  });

  it('says what it can of a lock that holds versions alone', () => {
    const old: Lock = { ...LOCK, components: { 'features/rsi': 1 } };
    assert.deepEqual(told(changedFrom('features.rsi', {}), old), [
      'features.rsi',
      'recipe',
      'the code or a parameter of this node changed',
    ]);
  });
});
