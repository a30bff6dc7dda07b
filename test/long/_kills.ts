import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import type { Workspace } from '../e2e/_assay.ts';

/** ASSAY_KILLS processes are killed in all; the same moments again with the same number. */
export const KILLS = Number(process.env['ASSAY_KILLS'] ?? 20);

/** Fractions in [0, 1), the same each time: where in a process's life it is killed. */
export function moments(): () => number {
  let state = 20_240_101;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Starts a command and kills it after `ms`; whether the kill came before its end. */
export async function killedAfter(w: Workspace, ms: number, ...args: readonly string[]): Promise<boolean> {
  const { child, done } = w.start(...args);
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const { signal } = await done;
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

/** Run folders that carry a final name, whole or not. */
export function finalFolders(w: Workspace, experiment: string): readonly string[] {
  const home = w.path('results', experiment);
  if (!existsSync(home)) return [];
  const entries = readdirSync(home, { withFileTypes: true });
  return entries
    .filter((e) => e.isDirectory() && /^\d{4}-/.test(e.name))
    .map((e) => w.path('results', experiment, e.name));
}

/** Whether a tool answers. */
export const has = (tool: string, ...args: readonly string[]): boolean =>
  spawnSync(tool, args, { stdio: 'ignore' }).status === 0;
