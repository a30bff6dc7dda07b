import { interrupted } from './_crossing.ts';

export interface GraphNode {
  readonly id: string;
  readonly deps: readonly string[];
  readonly run: () => Promise<void>;
  /** Expected cost in any one unit. Default 1. */
  readonly cost?: number;
}

export interface GraphOptions {
  /** How many nodes may run at a time. */
  readonly parallel: number;
  /** Told of each node that ended well, in order of completion. */
  readonly onDone?: (id: string) => void;
  /** Read before each start; once true, nothing more is started. */
  readonly cancelled?: () => boolean;
}

interface Survey {
  /** Places of the nodes that wait for this one. */
  readonly feeds: readonly (readonly number[])[];
  /** How many nodes this one waits for. */
  readonly needs: readonly number[];
  /** Place in the order of urgency: the dearest chain of nodes ahead first, then as given. */
  readonly rank: readonly number[];
}

/**
 * Runs a graph, `parallel` nodes at a time, the longest remaining chain first. Which error is thrown does not depend on
 * timing: it is that of the first node, in the order given, that fails. So after an error the nodes given before the
 * failed one, and what they need, still run; no others are started. Cancelled: what runs is awaited, then
 * RUN_INTERRUPTED is thrown. What ended well has been reported by `onDone` in any case.
 */
export async function runGraph(nodes: readonly GraphNode[], options: GraphOptions): Promise<void> {
  const { parallel, onDone = () => {}, cancelled = () => false } = options;
  if (!(parallel >= 1)) throw new RangeError(`parallel is ${parallel}, not at least 1`);
  const { feeds, needs, rank } = survey(nodes);
  const missing = [...needs];
  // the most urgent stands last
  const ready: number[] = [];
  missing.forEach((count, i) => count === 0 && insert(ready, i, rank));
  const errors = new Map<number, unknown>();
  let wanted: ReadonlySet<number> | undefined;
  let done = 0;
  const running = new Set<Promise<void>>();

  const perform = async (i: number): Promise<void> => {
    try {
      await nodes[i].run();
    } catch (error) {
      errors.set(i, error);
      wanted = before(Math.min(...errors.keys()), nodes);
      return;
    }
    done++;
    onDone(nodes[i].id);
    for (const fed of feeds[i]) if (--missing[fed] === 0) insert(ready, fed, rank);
  };
  const take = (): number | undefined => {
    if (running.size >= parallel || cancelled()) return undefined;
    let best = ready.pop();
    while (best !== undefined && wanted?.has(best) === false) best = ready.pop();
    return best;
  };
  for (;;) {
    for (let i = take(); i !== undefined; i = take()) {
      const task: Promise<void> = perform(i).finally(() => running.delete(task));
      running.add(task);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (cancelled() && done < nodes.length)
    throw interrupted(`interrupted: ${done} of ${nodes.length} nodes are done and kept`);
  if (errors.size > 0) throw errors.get(Math.min(...errors.keys()));
}

function insert(ready: number[], node: number, rank: readonly number[]): void {
  let [low, high] = [0, ready.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rank[ready[middle]] > rank[node]) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, node);
}

/** Everything that stands before `failed`, and what that needs. */
function before(failed: number, nodes: readonly GraphNode[]): ReadonlySet<number> {
  const places = new Map(nodes.map(({ id }, i) => [id, i]));
  const wanted = new Set<number>();
  const add = (i: number): void => {
    if (wanted.has(i)) return;
    wanted.add(i);
    for (const dep of nodes[i].deps) add(places.get(dep) as number);
  };
  for (let i = 0; i < failed; i++) add(i);
  return wanted;
}

/** Checks the graph: names that occur once, dependencies that exist, no ring. */
function survey(nodes: readonly GraphNode[]): Survey {
  const places = new Map(nodes.map(({ id }, i) => [id, i]));
  if (places.size < nodes.length) throw new Error('two nodes of the graph have the same id');
  const needs: number[] = [];
  const feeds = nodes.map((): number[] => []);
  nodes.forEach(({ id, deps }, i) => {
    const unique = new Set(deps);
    needs.push(unique.size);
    for (const dep of unique) {
      const place = places.get(dep);
      if (place === undefined) throw new Error(`node ${id} needs ${dep}, which is not in the graph`);
      feeds[place].push(i);
    }
  });
  const left = [...needs];
  const order = nodes.map((_, i) => i).filter((i) => left[i] === 0);
  for (const i of order) for (const fed of feeds[i]) if (--left[fed] === 0) order.push(fed);
  const stuck = nodes.find((_, i) => left[i] > 0);
  if (stuck !== undefined) throw new Error(`node ${stuck.id} stands in a ring or behind one`);

  const ahead = nodes.map(({ cost }) => cost ?? 1);
  for (const i of order.toReversed()) ahead[i] += feeds[i].reduce((most, fed) => Math.max(most, ahead[fed]), 0);
  const rank: number[] = [];
  nodes
    .map((_, i) => i)
    .sort((a, b) => ahead[b] - ahead[a] || a - b)
    .forEach((node, place) => (rank[node] = place));
  return { feeds, needs, rank };
}
