import { join } from 'node:path';
import { isoOf } from '../core/calendar.ts';
import { createLog } from '../core/log.ts';
import type { Log } from '../core/log.ts';
import { createRedactor } from '../core/redact.ts';
import type { RunName } from './folders.ts';
import { safeName } from './folders.ts';
import type { Opened } from './open.ts';

/** `logs/<experiment>/<run>.jsonl`: what a run read, what it computed and how it ended. People see the summary instead. */
export function openRunLog({ config, spec, plan, data }: Opened, { stamp, digest8 }: RunName): Log {
  const file = join(config.paths.logs, safeName(spec.name), `${stamp}-${digest8}.jsonl`);
  const log = createLog({ redactor: createRedactor(), file, print: () => {} });
  const { bars, folds, dropped, nodes } = plan;
  log.info('started', {
    experiment: spec.name,
    digest: plan.digest,
    seed: spec.seed,
    nodes: nodes.length,
    folds: folds.length,
  });
  log.info('bars', {
    symbol: bars.symbol,
    rows: bars.rows,
    first: isoOf(bars.time[0]),
    last: isoOf(bars.time[bars.rows - 1]),
  });
  const { gaps, missing_bars, filled_bars, duplicates, zero_volume } = data.report;
  log.info('cleaned', { gaps, missing_bars, filled_bars, duplicates, zero_volume });
  if (dropped !== undefined)
    log.warn('a partial last segment was dropped', { from: isoOf(dropped.from), to: isoOf(dropped.to) });
  return log;
}
