/**
 * A treap with subtree sizes in typed arrays: add, remove, k-th and rank in O(log n). Nodes are numbered from 1, 0 is
 * none; a node's priority is a hash of its number, so the state is plain data and nothing is random.
 */
export interface Tree {
  root: number;
  readonly keys: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly size: Int32Array;
  /** Unused node numbers, `spare` of them. */
  readonly pool: Int32Array;
  spare: number;
  /** Where `split` leaves its two halves. */
  low: number;
  high: number;
}

export function emptyTree(capacity: number): Tree {
  const links = (): Int32Array => new Int32Array(capacity + 1);
  return {
    root: 0,
    keys: new Float64Array(capacity + 1),
    left: links(),
    right: links(),
    size: links(),
    pool: Int32Array.from({ length: capacity }, (_, i) => capacity - i),
    spare: capacity,
    low: 0,
    high: 0,
  };
}

function priority(node: number): number {
  let h = Math.imul(node, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

function count(tree: Tree, node: number): void {
  tree.size[node] = tree.size[tree.left[node]] + tree.size[tree.right[node]] + 1;
}

function split(tree: Tree, node: number, key: number): void {
  if (node === 0) {
    tree.low = 0;
    tree.high = 0;
  } else if (tree.keys[node] < key) {
    split(tree, tree.right[node], key);
    tree.right[node] = tree.low;
    tree.low = node;
    count(tree, node);
  } else {
    split(tree, tree.left[node], key);
    tree.left[node] = tree.high;
    tree.high = node;
    count(tree, node);
  }
}

function merge(tree: Tree, a: number, b: number): number {
  if (a === 0) return b;
  if (b === 0) return a;
  if (priority(a) > priority(b)) {
    tree.right[a] = merge(tree, tree.right[a], b);
    count(tree, a);
    return a;
  }
  tree.left[b] = merge(tree, a, tree.left[b]);
  count(tree, b);
  return b;
}

function place(tree: Tree, node: number, fresh: number): number {
  if (node === 0) return fresh;
  if (priority(fresh) > priority(node)) {
    split(tree, node, tree.keys[fresh]);
    tree.left[fresh] = tree.low;
    tree.right[fresh] = tree.high;
    count(tree, fresh);
    return fresh;
  }
  if (tree.keys[node] < tree.keys[fresh]) tree.right[node] = place(tree, tree.right[node], fresh);
  else tree.left[node] = place(tree, tree.left[node], fresh);
  tree.size[node] += 1;
  return node;
}

export function add(tree: Tree, key: number): void {
  tree.spare -= 1;
  const fresh = tree.pool[tree.spare];
  tree.keys[fresh] = key;
  tree.left[fresh] = 0;
  tree.right[fresh] = 0;
  tree.size[fresh] = 1;
  tree.root = place(tree, tree.root, fresh);
}

/** Removes one node that holds `key`, which must be there. */
export function remove(tree: Tree, key: number): void {
  const { keys, left, right, size } = tree;
  let parent = 0;
  let node = tree.root;
  while (keys[node] !== key) {
    size[node] -= 1;
    parent = node;
    node = key < keys[node] ? left[node] : right[node];
  }
  const rest = merge(tree, left[node], right[node]);
  if (parent === 0) tree.root = rest;
  else if (left[parent] === node) left[parent] = rest;
  else right[parent] = rest;
  tree.pool[tree.spare] = node;
  tree.spare += 1;
}

export function kthOf({ root, keys, left, right, size }: Tree, k: number): number {
  let node = root;
  for (;;) {
    const before = size[left[node]];
    if (k === before) return keys[node];
    if (k < before) node = left[node];
    else {
      k -= before + 1;
      node = right[node];
    }
  }
}

/** Keys below `key`, or up to it. */
export function below({ root, keys, left, right, size }: Tree, key: number, orEqual: boolean): number {
  let node = root;
  let total = 0;
  while (node !== 0) {
    if (keys[node] < key || (orEqual && keys[node] === key)) {
      total += size[left[node]] + 1;
      node = right[node];
    } else node = left[node];
  }
  return total;
}
