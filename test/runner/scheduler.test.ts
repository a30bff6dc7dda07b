import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runGraph } from '../../src/runner/scheduler.ts';
import type { GraphNode } from '../../src/runner/scheduler.ts';

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};
const node = (id: string, deps: string[], run: () => Promise<void> = () => turns(1), cost = 1): GraphNode => ({
  id,
  deps,
  run,
  cost,
});
const failing = (id: string, deps: string[], after: number): GraphNode =>
  node(id, deps, async () => {
    await turns(after);
    throw new Error(`${id} failed`);
  });

/** Graphs whose nodes depend on some of those before them, given in any order. */
const graphs = fc
  .array(
    fc.record({ deps: fc.array(fc.nat(30), { maxLength: 4 }), delay: fc.nat(3), cost: fc.nat(9), fails: fc.nat(9) }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((shape) =>
    shape.map(({ deps, ...rest }, i) => ({
      id: `n${i}`,
      deps: deps.filter((d) => d < i).map((d) => `n${d}`),
      ...rest,
    })),
  )
  .chain((shape) => fc.shuffledSubarray(shape, { minLength: shape.length }));

describe('runGraph', () => {
  it('runs every node once, after its dependencies, and never more than allowed at a time', () =>
    fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), async (shape, parallel) => {
        const ended = new Set<string>();
        let running = 0;
        const nodes = shape.map(({ id, deps, delay, cost }) =>
          node(
            id,
            deps,
            async () => {
              assert.ok(deps.every((dep) => ended.has(dep)));
              assert.ok(++running <= parallel);
              await turns(delay);
              running--;
              assert.ok(!ended.has(id));
              ended.add(id);
            },
            cost,
          ),
        );
        const reported: string[] = [];
        await runGraph(nodes, { parallel, onDone: (id) => reported.push(id) });
        assert.deepEqual(reported.toSorted(), shape.map(({ id }) => id).toSorted());
      }),
      { numRuns: 60 },
    ));

  it('throws the error of the first failing node in the order given, whatever the timing and the number of workers', () =>
    fc.assert(
      fc.asyncProperty(graphs, async (shape) => {
        const outcomes = new Set<string>();
        for (const [parallel, factor] of [
          [1, 1],
          [2, 1],
          [2, 3],
          [9, 0],
        ]) {
          const nodes = shape.map(({ id, deps, delay, cost, fails }, i) =>
            fails === 0
              ? failing(id, deps, (delay * factor + i * factor) % 5)
              : node(id, deps, () => turns((delay * factor) % 4), cost),
          );
          outcomes.add(
            await runGraph(nodes, { parallel }).then(
              () => 'ok',
              (error: Error) => error.message,
            ),
          );
        }
        assert.equal(outcomes.size, 1, [...outcomes].join(' | '));
      }),
      { numRuns: 60 },
    ));

  it('starts nothing behind a failed node, and keeps what had ended', async () => {
    const started: string[] = [];
    const log = (id: string, deps: string[]): GraphNode =>
      node(id, deps, async () => {
        started.push(id);
        await turns(1);
      });
    const done: string[] = [];
    const graph = [log('a', []), failing('b', ['a'], 1), log('c', ['b']), log('d', ['c'])];
    await assert.rejects(runGraph(graph, { parallel: 2, onDone: (id) => done.push(id) }), /b failed/);
    assert.deepEqual(started, ['a']);
    assert.deepEqual(done, ['a']);
  });

  it('waits for what still runs before it throws', async () => {
    let slowEnded = false;
    const slow = node('slow', [], async () => {
      await turns(20);
      slowEnded = true;
    });
    await assert.rejects(runGraph([failing('fast', [], 1), slow], { parallel: 2 }), /fast failed/);
    assert.ok(slowEnded);
  });

  it('starts the dearest chain first', async () => {
    const order: string[] = [];
    const log = (id: string, deps: string[], cost: number): GraphNode =>
      node(id, deps, async () => void order.push(id), cost);
    const graph = [log('cheap', [], 1), log('first', [], 1), log('second', ['first'], 10), log('same', [], 1)];
    await runGraph(graph, { parallel: 1 });
    assert.deepEqual(order, ['first', 'second', 'cheap', 'same']);
  });

  it('starts nothing once cancelled, and says how much is kept', async () => {
    let cancelled = false;
    const done: string[] = [];
    const graph = ['a', 'b', 'c', 'd'].map((id) => node(id, []));
    const run = runGraph(graph, {
      parallel: 1,
      cancelled: () => cancelled,
      onDone: (id) => {
        done.push(id);
        cancelled = id === 'b';
      },
    });
    await assert.rejects(run, { name: 'Refusal', exit: 130, message: /RUN_INTERRUPTED.*2 of 4 nodes are done/ });
    assert.deepEqual(done, ['a', 'b']);
  });

  it('is no interruption where everything was done already', async () => {
    let cancelled = false;
    const last = node('a', [], async () => {
      cancelled = true;
    });
    await runGraph([last], { parallel: 1, cancelled: () => cancelled });
    await runGraph([], { parallel: 1 });
  });

  it('rejects rings, strangers and twins', async () => {
    await assert.rejects(runGraph([node('a', ['b']), node('b', ['a'])], { parallel: 1 }), /node a stands in a ring/);
    await assert.rejects(runGraph([node('a', ['x'])], { parallel: 1 }), /node a needs x, which is not in the graph/);
    await assert.rejects(runGraph([node('a', []), node('a', [])], { parallel: 1 }), /same id/);
  });

  it('schedules 20,000 nodes in well under a second', async () => {
    const graph = Array.from({ length: 20_000 }, (_, i) => node(`n${i}`, i < 10 ? [] : [`n${i % 10}`], async () => {}));
    const started = performance.now();
    await runGraph(graph, { parallel: 4 });
    assert.ok(performance.now() - started < 1000);
  });
});
