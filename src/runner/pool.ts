import type { ResourceLimits } from 'node:worker_threads';
import type { NumericArray } from '../core/digest.ts';
import type { Team } from '../core/team.ts';
import { interrupted } from './_crossing.ts';
import { threadCrew } from './_threads.ts';

export type SharedArrays = Readonly<Record<string, NumericArray>>;

export interface Control {
  /** Whether Ctrl-C was pressed: read per boosting round, per fold, per 1,024 bars. */
  readonly cancelled: () => boolean;
  /** Threads that may share the work of the job, or, for a job that helps, those it helps. */
  readonly team?: Team;
}

/** What the module of a pool exports. */
export interface Executor<Job = unknown, Result = unknown> {
  readonly execute: (job: Job, arrays: SharedArrays, control: Control) => Promise<Result> | Result;
}

export interface PoolOptions {
  /** 0 = in the calling thread, one after the other. */
  readonly threads: number;
  /** Compiled module that exports `execute`, imported once per thread, when its first job comes. */
  readonly module: URL;
  readonly resourceLimits?: ResourceLimits;
  /** A thread whose last job took less is given some in advance; default 2. More where jobs are alike. */
  readonly short_ms?: number;
}

/**
 * The one pool of a process. Jobs are frozen JSON, columns live in shared memory and cross without a copy, either way;
 * others are copied. Which thread runs what is left to chance: a job may depend on nothing but its own arguments.
 */
export interface Pool<Job, Result> {
  readonly threads: number;
  /** `help` is a job that idle threads may run beside this one, to share its work. */
  readonly run: (job: Job, arrays: SharedArrays, help?: Job) => Promise<Result>;
  /** Raises the flag that running jobs read, and refuses all others. */
  readonly cancel: () => void;
  readonly cancelled: () => boolean;
  /** Ends the threads. Jobs that have not ended are refused. */
  readonly close: () => Promise<void>;
}

export interface Task {
  readonly job: unknown;
  readonly arrays: SharedArrays;
  readonly help?: unknown;
}

/** Whoever does the work: threads, or the caller itself. */
export interface Crew {
  readonly run: (task: Task) => Promise<unknown>;
  /** Refuses what waits. */
  readonly drop: (why: () => Error) => void;
  readonly end: () => Promise<void>;
}

export function controlOf(flag: Int32Array, team?: Team): Control {
  return Object.freeze({ cancelled: () => Atomics.load(flag, 0) !== 0, ...(team !== undefined && { team }) });
}

export function createPool<Job, Result>(options: PoolOptions): Pool<Job, Result> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { cancelled } = controlOf(flag);
  const crew = options.threads === 0 ? inline(options, { cancelled }) : threadCrew(options, flag);
  let closed = false;
  return Object.freeze({
    threads: options.threads,
    cancelled,
    run(job: Job, arrays: SharedArrays, help?: Job): Promise<Result> {
      if (closed) return Promise.reject(new Error('the pool is closed'));
      if (cancelled()) return Promise.reject(interrupted('interrupted before the job started'));
      return crew.run({ job, arrays: inSharedMemory(arrays), help }) as Promise<Result>;
    },
    cancel(): void {
      Atomics.store(flag, 0, 1);
      crew.drop(() => interrupted('interrupted before the job started'));
    },
    async close(): Promise<void> {
      closed = true;
      crew.drop(() => new Error('the pool was closed before the job started'));
      await crew.end();
    },
  });
}

function inSharedMemory(arrays: SharedArrays): SharedArrays {
  const entries = Object.entries(arrays);
  if (entries.every(([, values]) => values.buffer instanceof SharedArrayBuffer)) return arrays;
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values.buffer instanceof SharedArrayBuffer ? values : sharedCopy(values)]),
  );
}

function sharedCopy<A extends NumericArray>(values: A): A {
  const kind = values.constructor as new (buffer: SharedArrayBuffer) => A;
  const buffer = new SharedArrayBuffer(values.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return new kind(buffer);
}

function inline({ module }: PoolOptions, control: Control): Crew {
  let loaded: Promise<Executor> | undefined;
  return {
    async run({ job, arrays }: Task): Promise<unknown> {
      loaded ??= import(module.href) as Promise<Executor>;
      return (await loaded).execute(job, arrays, control);
    },
    drop: () => {},
    end: () => Promise.resolve(),
  };
}
