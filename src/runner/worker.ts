import { parentPort, workerData } from 'node:worker_threads';
import { elapsed } from '../core/clock.ts';
import { interrupted, packError } from './_crossing.ts';
import { controlOf } from './pool.ts';
import type { Executor } from './pool.ts';
import type { Message, Outcome, WorkerSetup } from './_threads.ts';

/** One thread of the pool: runs its jobs one after the other, answers each in turn, and never starts threads. */
const { module, flag } = workerData as WorkerSetup;
let loaded: Promise<Executor> | undefined;
let last = Promise.resolve();

parentPort?.on('message', (message: Message) => {
  last = last.then(() => perform(message));
});

async function perform({ job, arrays, team }: Message): Promise<void> {
  const started = elapsed();
  const control = controlOf(flag, team);
  try {
    if (control.cancelled()) throw interrupted('interrupted before the job started');
    loaded ??= import(module) as Promise<Executor>;
    const { execute } = await loaded;
    const result = await execute(job, arrays, control);
    answer({ ms: elapsed() - started, result });
  } catch (error) {
    answer({ ms: elapsed() - started, failure: packError(error) });
  }
}

function answer(outcome: Outcome): void {
  parentPort?.postMessage(outcome);
}
