import { resolve } from 'node:path';
import type { Problem } from '../core/problem.ts';
import { Refusal, refuse } from '../core/problem.ts';
import type { Config } from '../spec/config.ts';
import { loadConfig } from '../spec/config.ts';
import { loadSpec } from '../spec/load.ts';
import type { Registry, ResolvedSpec } from '../spec/types.ts';
import { registry as ours } from './registry.ts';

const NOTHING_SEALED = refuse('USAGE', '', 'the spec seals no range', { expected: 'data: { holdout: { from: … } }' });

/** The flag was set in a block that is not there. */
const isUnsealed = ({ code, path }: Problem): boolean =>
  code === 'SPEC_MISSING_KEY' && path.join('.') === 'data.holdout.from';

export interface SpecOptions {
  readonly set?: readonly string[];
  readonly seed?: string;
  /** Reads the sealed range too. */
  readonly openHoldout?: boolean;
  /** Default: the components of this package. */
  readonly registry?: Registry;
}

/** The spec a command names, with its overrides, and the workspace's config. Reads no data. */
export async function openSpec(
  file: string,
  { set = [], seed, openHoldout = false, registry = ours }: SpecOptions,
): Promise<{ spec: ResolvedSpec; config: Config }> {
  const sets = [
    ...set,
    ...(seed === undefined ? [] : [`seed=${seed}`]),
    ...(openHoldout ? ['data.holdout.open=true'] : []),
  ];
  const config = await loadConfig(process.cwd());
  const spec = await loadSpec({ file: resolve(file), sets, registry }).catch((error: unknown) => {
    throw openHoldout && error instanceof Refusal && error.problems.some(isUnsealed)
      ? new Refusal(NOTHING_SEALED.problems, 2)
      : error;
  });
  return { spec, config };
}
