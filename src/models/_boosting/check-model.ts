import type { BoostedTree, BoostedTrees } from './types.ts';

/** No fit makes more: what says so is not a model. */
const MOST = { features: 1e6, nodes: 1e8, outputs: 1e4 };

const PARTS = ['feature', 'threshold', 'default_left', 'left', 'right', 'value', 'gain', 'cover', 'rows'] as const;

function fail(what: string): never {
  throw new Error(`saved trees: ${what}`);
}

const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;

/** Checks the children of a split, which stand behind it and have one parent. */
function checkSplit(tree: BoostedTree, id: number, seen: Uint8Array, where: string): void {
  if (!Number.isFinite(tree.threshold[id])) fail(`${where} has the threshold ${tree.threshold[id]}`);
  for (const child of [tree.left[id], tree.right[id]]) {
    if (!Number.isInteger(child) || child <= id || child >= tree.feature.length || seen[child] === 1) {
      fail(`${where} has the child ${child}, which is no later node without a parent`);
    }
    seen[child] = 1;
  }
}

function checkTree(tree: BoostedTree, features: number, name: string): void {
  const nodes = (tree as Partial<BoostedTree> | null)?.feature?.length;
  if (!isCount(nodes, MOST.nodes)) fail(`${name} has no nodes`);
  for (const part of PARTS) {
    const values: unknown = tree[part];
    if (!Array.isArray(values)) fail(`${name} has no list "${part}"`);
    if (values.length !== nodes) fail(`${name} has ${nodes} nodes and ${values.length} of "${part}"`);
  }
  const seen = new Uint8Array(nodes);
  tree.feature.forEach((feature, id) => {
    const where = `node ${id} of ${name}`;
    if (feature === -1) {
      if (!Number.isFinite(tree.value[id])) fail(`${where} has the value ${tree.value[id]}`);
    } else if (Number.isInteger(feature) && feature >= 0 && feature < features) checkSplit(tree, id, seen, where);
    else fail(`${where} splits column ${feature} of ${features}`);
  });
}

/** Throws, saying where, if a model read from a file does not hold together: no walk over it then leaves its arrays. */
export function checkModel(model: BoostedTrees): void {
  const { version, base_score, features, trees } = (model ?? {}) as Partial<BoostedTrees>;
  if ((version as unknown) !== 2) fail(`found version ${JSON.stringify(version)}, expected 2; fit it again`);
  if (!isCount(features, MOST.features)) fail(`has ${features} columns`);
  if (!Array.isArray(base_score) || !isCount(base_score.length, MOST.outputs)) fail('has no base scores');
  if (!base_score.every(Number.isFinite)) fail('has a base score that is not a number');
  const classes = model.objective === 'multiclass' ? (model.classes?.length ?? 0) : 1;
  if (classes !== base_score.length) fail(`has ${base_score.length} outputs, expected ${classes}`);
  if (!Array.isArray(trees)) fail('has no trees');
  if (trees.length % base_score.length !== 0) {
    fail(`has ${trees.length} trees, no multiple of ${base_score.length} outputs`);
  }
  trees.forEach((tree: BoostedTree, k) => checkTree(tree, features, `tree ${k}`));
}
