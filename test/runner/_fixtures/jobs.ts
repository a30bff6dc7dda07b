import { helpTeam, openTeam } from '../../../src/core/team.ts';
import { Refusal } from '../../../src/core/problem.ts';
import type { Control, SharedArrays } from '../../../src/runner/pool.ts';

export type TestJob =
  | { readonly do: 'echo'; readonly value: unknown }
  | { readonly do: 'fill'; readonly value: number }
  | { readonly do: 'imports' }
  | { readonly do: 'spin'; readonly ms: number }
  | { readonly do: 'until-cancelled' }
  | { readonly do: 'share' }
  | { readonly do: 'help' }
  | { readonly do: 'count' }
  | { readonly do: 'misbehave'; readonly how: Misdeed };

export type Misdeed = 'refuse' | 'throw' | 'throw-text' | 'exit' | 'eat-memory' | 'unclonable' | 'late-error';

let calls = 0;

export async function execute(job: TestJob, arrays: SharedArrays, control: Control): Promise<unknown> {
  calls++;
  switch (job.do) {
    case 'echo':
      return job.value;
    case 'fill':
      for (const values of Object.values(arrays)) values.fill(job.value);
      return arrays;
    case 'imports':
      return calls;
    case 'spin':
      return spin(job.ms);
    case 'until-cancelled':
      arrays['started'].fill(1);
      while (!control.cancelled()) spin(1);
      return 'stopped';
    case 'share':
      return share(arrays, control);
    case 'count':
      // in the memory of its team
      return control.team && new Int32Array(control.team.memory.buffer)[0]++;
    case 'help':
      return control.team && helpTeam(control.team, () => () => {});
    case 'misbehave':
      return misbehave(job.how);
  }
}

/** Posts pieces, two at a time, until the array `end` is not 0; gives how many the others did. */
function share(arrays: SharedArrays, { team }: Control): number {
  if (team === undefined) return 0;
  const { share: post, close } = openTeam(team, 1);
  let [all, own] = [0, 0];
  while (arrays['end'][0] === 0) {
    all += 2;
    post(2, () => {
      own++;
      spin(1);
    });
    arrays['helped'][0] = all - own;
  }
  close();
  return all - own;
}

function misbehave(how: Misdeed): unknown {
  switch (how) {
    case 'refuse':
      throw new Refusal([{ code: 'RUN_MODEL', path: ['models', 'gbm'], message: 'too few rows', found: '3' }], 1);
    case 'throw':
      throw new RangeError('index 9 is out of range', { cause: new Error('the deeper reason') });
    case 'throw-text':
      throw 'plain text';
    case 'exit':
      return process.exit(7);
    case 'unclonable':
      return () => 1;
    case 'late-error':
      setImmediate(() => {
        throw new Error('nobody waits for me');
      });
      return 'done';
    case 'eat-memory': {
      const eaten: number[][] = [];
      for (;;) eaten.push(Array.from({ length: 100_000 }, (_, i) => i + eaten.length));
    }
  }
}

function spin(ms: number): number {
  const end = performance.now() + ms;
  let turns = 0;
  while (performance.now() < end) turns++;
  return turns;
}
