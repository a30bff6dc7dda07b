import { Worker } from 'node:worker_threads';
import { refuse } from '../core/problem.ts';
import { KEPT_BYTES, createMemory, createTeam, dismissHelpers } from '../core/team.ts';
import type { SharedMemory, Team } from '../core/team.ts';
import { codeOf } from './_files.ts';
import { unpackError } from './_crossing.ts';
import type { PackedError } from './_crossing.ts';
import { breakTeamOf, enlist, releaseHelpers } from './_teams.ts';
import type { Crew, PoolOptions, SharedArrays, Task } from './pool.ts';

export interface WorkerSetup {
  readonly module: string;
  readonly flag: Int32Array;
}
/** `ms` is how long the job took. */
export type Outcome = { readonly ms: number } & ({ readonly result: unknown } | { readonly failure: PackedError });

/** What a thread is sent. */
export interface Message {
  readonly job: unknown;
  readonly arrays: SharedArrays;
  readonly team?: Team;
}

export interface Waiting {
  readonly task: Task;
  /** Threads that share its work, once it runs. */
  team?: Team;
  /** For a job that helps: whom. */
  readonly helps?: Team;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface Thread {
  readonly worker: Worker;
  /** Handed over and not answered; the first one runs. */
  readonly given: Waiting[];
  lastMs: number;
  /** Memory of the jobs that others may share, one after the other: fits of one train window find its bins there. */
  memory?: SharedMemory | undefined;
  fault?: unknown;
}

/**
 * Waking a thread takes tens of microseconds, so a thread whose jobs are short gets some in advance. One with long jobs
 * gets none: they would wait behind it while another thread has nothing to do.
 */
const SHORT_MS = 2;
const IN_ADVANCE = 8;

/** Threads that start when first needed. One that dies takes the job it ran with it, and another one takes its place. */
export function threadCrew(options: PoolOptions, flag: Int32Array): Crew {
  const waiting: Waiting[] = [];
  const threads = new Set<Thread>();
  const faults: unknown[] = [];
  let ending = false;

  const next = (): void => {
    while (waiting.length > 0) {
      const free = freest(threads, options.short_ms ?? SHORT_MS);
      const needsAnother = threads.size < options.threads && (free === undefined || free.given.length > 0);
      const thread = needsAnother ? hire() : free;
      if (thread === undefined) return releaseHelpers(threads);
      give(thread, waiting.shift() as Waiting, options.threads > 1);
    }
  };
  // all that is ready at once is handed out first
  const lookForHelp = (): void => {
    if (ending || waiting.length > 0) return;
    enlist(threads, threads.size < options.threads ? hire : undefined, (thread, one) => give(thread, one, false));
  };
  const hire = (): Thread => {
    const thread = startThread(options, flag);
    threads.add(thread);
    thread.worker.on('message', (outcome: Outcome) => {
      settle(thread, outcome);
      next();
      setImmediate(lookForHelp);
      // a process that forgets to close its pool must still be able to end; one that closes it waits for the threads
      if (!ending && thread.given.length === 0) thread.worker.unref();
    });
    thread.worker.on('exit', (code) => {
      threads.delete(thread);
      breakTeamOf(thread);
      const error = ending ? new Error('the pool was closed while the job ran') : deathOf(thread, code, options);
      const [victim, ...others] = thread.given;
      if (victim !== undefined) victim.reject(error);
      else if (!ending) faults.push(error);
      if (ending) others.forEach(({ reject }) => reject(error));
      else waiting.unshift(...others);
      next();
    });
    return thread;
  };
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        waiting.push({ task, resolve, reject });
        next();
        if (task.help !== undefined && options.threads > 1) setImmediate(lookForHelp);
      }),
    drop(why): void {
      for (const { reject } of waiting.splice(0)) reject(why());
    },
    async end(): Promise<void> {
      ending = true;
      await Promise.all(Array.from(threads, ({ worker }) => worker.terminate()));
      // an error behind the back of a finished job belongs to nobody, but must not vanish
      if (faults.length > 0) throw faults[0];
    },
  };
}

/** The thread with the least before it that may still take a job. */
function freest(threads: Iterable<Thread>, short_ms: number): Thread | undefined {
  let best: Thread | undefined;
  for (const thread of threads) {
    if (thread.given[0]?.helps !== undefined) continue;
    const room = thread.lastMs < short_ms ? IN_ADVANCE : 1;
    if (thread.given.length < Math.min(room, best?.given.length ?? room)) best = thread;
  }
  return best;
}

function give(thread: Thread, one: Waiting, mayShare: boolean): void {
  const { job, arrays, help } = one.task;
  if (mayShare && help !== undefined) {
    // a job that waits behind another one has its own memory, as helpers of one that fails may still write
    if (thread.given.length === 0) thread.memory ??= createMemory();
    one.team = createTeam(thread.given.length === 0 ? thread.memory : undefined);
  }
  const team = one.helps ?? one.team;
  try {
    thread.worker.postMessage({ job, arrays, ...(team !== undefined && { team }) } satisfies Message);
  } catch (error) {
    one.reject(error);
    return;
  }
  thread.given.push(one);
  thread.worker.ref();
}

function settle(thread: Thread, outcome: Outcome): void {
  thread.lastMs = outcome.ms;
  const one = thread.given.shift();
  if (one?.team !== undefined) dismissHelpers(one.team);
  const isLarge = thread.memory !== undefined && thread.memory.buffer.byteLength > KEPT_BYTES;
  if ('failure' in outcome || isLarge) thread.memory = undefined;
  if ('failure' in outcome) one?.reject(unpackError(outcome.failure));
  else one?.resolve(outcome.result);
}

/** Short-lived objects of a thread: with V8's own 48 MB a fit of 5,000 rows holds four times as much, and is no sooner. */
const YOUNG_MB = 6;

function startThread({ module, resourceLimits }: PoolOptions, flag: Int32Array): Thread {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: { module: module.href, flag } satisfies WorkerSetup,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, ...resourceLimits },
  });
  const thread: Thread = { worker, given: [], lastMs: Infinity };
  worker.on('error', (error) => {
    thread.fault = error;
  });
  worker.on('messageerror', (error) => {
    thread.fault = error;
    void worker.terminate();
  });
  return thread;
}

/** Why a thread ended by itself. */
function deathOf({ fault }: Thread, code: number, { resourceLimits }: PoolOptions): Error {
  if (codeOf(fault) === 'ERR_WORKER_OUT_OF_MEMORY') {
    const limit = resourceLimits?.maxOldGenerationSizeMb;
    const heap = limit === undefined ? 'its heap' : `its heap of ${limit} MB`;
    return refuse('RUN_MEMORY', '', `a worker thread used up ${heap}`, {
      hint: 'fewer workers leave more memory to each',
    });
  }
  if (fault instanceof Error) return fault;
  const reason = fault === undefined ? `it exited with code ${code}` : `it threw ${JSON.stringify(fault)}`;
  return new Error(`a worker thread died while it ran a job: ${reason}`);
}
