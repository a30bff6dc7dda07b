import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../src/core/problem.ts';
import { createPool } from '../../src/runner/pool.ts';
import type { Pool } from '../../src/runner/pool.ts';
import { freshFolder } from './_folder.ts';
import type { Misdeed, TestJob } from './_fixtures/jobs.ts';

const bad = (how: Misdeed): TestJob => ({ do: 'misbehave', how });
const module = new URL('./_fixtures/jobs.js', import.meta.url);

describe('pool', function () {
  this.timeout(20_000);
  const pools: Pool<TestJob, unknown>[] = [];
  const pool = (threads: number, heap?: number): Pool<TestJob, unknown> => {
    const resourceLimits = heap === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heap } };
    const made = createPool<TestJob, unknown>({ threads, module, ...resourceLimits });
    pools.push(made);
    return made;
  };
  afterEach(async () => {
    for (const made of pools.splice(0)) await made.close().catch(() => {});
  });

  it('is closed before the process ends, whatever a thread still says', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, '_fixtures/late-answer.js')], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [0, 'closed\n']);
  });

  for (const threads of [0, 1, 3]) {
    describe(`with ${threads} threads`, () => {
      it('answers each job with its own result, more jobs than threads', async () => {
        const { run } = pool(threads);
        const values = Array.from({ length: 50 }, (_, i) => ({ i, half: i / 2, text: `job ${i}` }));
        assert.deepEqual(await Promise.all(values.map((value) => run({ do: 'echo', value }, {}))), values);
      });

      it('shares columns instead of copying them, there and back', async () => {
        const x = new Float64Array(new SharedArrayBuffer(64), 16, 4);
        const result = (await pool(threads).run({ do: 'fill', value: 7 }, { x })) as { x: Float64Array };
        assert.deepEqual([...x], [7, 7, 7, 7]);
        result.x[0] = 8;
        assert.equal(x[0], 8);
      });

      it('takes a copy of a column that is not in shared memory', async () => {
        const x = new Float64Array(8).fill(3);
        const result = (await pool(threads).run({ do: 'fill', value: 7 }, { x: x.subarray(2, 5) })) as {
          x: Float64Array;
        };
        assert.deepEqual([...result.x], [7, 7, 7]);
        assert.deepEqual([...x], [3, 3, 3, 3, 3, 3, 3, 3]);
      });

      it('hands a refusal over with its problems and exit code', async () => {
        await assert.rejects(pool(threads).run(bad('refuse'), {}), (error) => {
          assert.ok(error instanceof Refusal);
          assert.deepEqual(error.problems, [
            { code: 'RUN_MODEL', path: ['models', 'gbm'], message: 'too few rows', found: '3' },
          ]);
          assert.equal(error.exit, 1);
          return true;
        });
      });

      it('hands a bug over with its name, message and stack', async () => {
        await assert.rejects(pool(threads).run(bad('throw'), {}), (error: Error) => {
          assert.equal(error.name, 'RangeError');
          assert.equal(error.message, 'index 9 is out of range');
          assert.match(String(error.stack), /misbehave.*jobs/);
          return true;
        });
      });

      it('goes on after an error', async () => {
        const { run } = pool(threads);
        await assert.rejects(run(bad('throw'), {}));
        assert.equal(await run({ do: 'echo', value: 1 }, {}), 1);
      });

      it('takes no job once cancelled or closed', async () => {
        const made = pool(threads);
        assert.equal(made.cancelled(), false);
        made.cancel();
        assert.equal(made.cancelled(), true);
        await assert.rejects(made.run({ do: 'imports' }, {}), { exit: 130 });
        await made.close();
        await assert.rejects(made.run({ do: 'imports' }, {}), /closed/);
      });
    });
  }

  it('lets an idle thread share a job, until another job needs it', async () => {
    const { run } = pool(2);
    const [end, helped] = [1, 2].map(() => new Int32Array(new SharedArrayBuffer(4)));
    const shared = run({ do: 'share' }, { end, helped }, { do: 'help' });
    const untilHelped = async (): Promise<void> => {
      const before = Atomics.load(helped, 0);
      while (Atomics.load(helped, 0) <= before) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await untilHelped();
    assert.equal(await run({ do: 'echo', value: 'the helper let go' }, {}), 'the helper let go');
    await untilHelped();
    Atomics.store(end, 0, 1);
    assert.ok(((await shared) as number) > 0);
    assert.equal(await run({ do: 'echo', value: 'both are free' }, {}), 'both are free');
  });

  it('gives jobs of a thread that others may share one memory, and another one after a failure', async () => {
    const { run } = pool(2);
    const count = (): Promise<unknown> => run({ do: 'count' }, {}, { do: 'help' });
    assert.deepEqual([await count(), await count()], [0, 1]);
    await assert.rejects(run({ do: 'misbehave', how: 'throw' }, {}, { do: 'help' }));
    assert.equal(await count(), 0);
  });

  it('imports the module once per thread', async () => {
    const { run } = pool(1);
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => run({ do: 'imports' }, {}))), [1, 2, 3]);
  });

  it('raises the flag in running jobs and refuses waiting ones', async () => {
    const made = pool(1);
    const running = await untilStarted(made);
    const waiting = assert.rejects(made.run({ do: 'imports' }, {}), { name: 'Refusal', exit: 130 });
    made.cancel();
    await waiting;
    assert.equal(await running.result, 'stopped');
  });

  it('rejects the job of a thread that exits, and replaces the thread', async () => {
    const { run } = pool(1);
    const doomed = assert.rejects(run(bad('exit'), {}), /worker thread died while it ran a job: it exited with code 7/);
    const waiting = run({ do: 'imports' }, {});
    await doomed;
    assert.equal(await waiting, 1);
  });

  it('loses no job that a dying thread had been given in advance', async () => {
    const { run } = pool(1);
    await run({ do: 'imports' }, {});
    const doomed = assert.rejects(run(bad('exit'), {}), /exited with code 7/);
    const others = Promise.all([1, 2, 3, 4].map((value) => run({ do: 'echo', value }, {})));
    await doomed;
    assert.deepEqual(await others, [1, 2, 3, 4]);
  });

  it('names the memory where a thread runs out of it, and replaces the thread', async () => {
    const { run } = pool(1, 32);
    await assert.rejects(run(bad('eat-memory'), {}), (error) => {
      assert.ok(error instanceof Refusal);
      assert.match(error.message, /RUN_MEMORY.*heap of 32 MB/);
      return true;
    });
    assert.equal(await run({ do: 'imports' }, {}), 1);
  });

  it('tells results and thrown values that cannot cross', async () => {
    const { run } = pool(1);
    await assert.rejects(run(bad('unclonable'), {}), /could not be cloned/);
    await assert.rejects(run(bad('throw-text'), {}), /thrown: plain text/);
    await assert.rejects(run({ do: 'echo', value: () => 1 }, {}), /could not be cloned/);
    assert.equal(await run({ do: 'echo', value: 2 }, {}), 2);
  });

  it('does not swallow an error thrown behind the back of a finished job', async () => {
    const made = pool(1);
    assert.equal(await made.run(bad('late-error'), {}), 'done');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await assert.rejects(made.close(), /nobody waits for me/);
  });

  it('rejects a running job when it is closed', async () => {
    const made = pool(1);
    const { result } = await untilStarted(made);
    const rejected = assert.rejects(result, /closed while the job ran/);
    await made.close();
    await rejected;
  });

  it('rejects jobs of a module that cannot be imported', async () => {
    const made = createPool({ threads: 1, module: new URL('./_fixtures/absent.js', import.meta.url) });
    await assert.rejects(made.run({}, {}), /absent/);
    await made.close();
  });

  const folder = freshFolder();
  it('lets the process end where nobody closed it', () => {
    const script = join(folder(), 'forgetful.mjs');
    writeFileSync(
      script,
      `import { createPool } from '${new URL('../../src/runner/pool.js', import.meta.url).href}';
      const pool = createPool({ threads: 1, module: new URL('${module.href}') });
      console.log(await pool.run({ do: 'echo', value: 'ended' }, {}));`,
    );
    const { status, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 10_000 });
    assert.deepEqual([status, stdout], [0, 'ended\n']);
  });
});

/** A job that runs until it is cancelled, and has begun to. */
async function untilStarted({ run }: Pool<TestJob, unknown>): Promise<{ result: Promise<unknown> }> {
  const started = new Int32Array(new SharedArrayBuffer(4));
  const result = run({ do: 'until-cancelled' }, { started });
  while (Atomics.load(started, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  return { result };
}
