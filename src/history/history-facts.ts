import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EarlierRun, HistoryFacts, SweepFacts } from '../report/input.ts';
import { runNames } from './find-run.ts';
import { indexLine } from './run-index.ts';
import { isFolder } from './stored-run.ts';

const SHOWN = 10;

/** What lies below the results folder of an experiment (`home`): its newest runs, and the sweep whose winner has this digest. */
export function historyFacts(results: string, home: string, digest: string): Omit<HistoryFacts, 'tried'> {
  const names = isFolder(join(results, home)) ? runNames(join(results, home)) : [];
  const runs = names.slice(-SHOWN).toReversed();
  return {
    total: names.length,
    runs: runs.map((name): EarlierRun => {
      const { digest8, commit, dirty, metrics } = indexLine(results, `${home}/${name}`);
      return { name, digest8, commit: commit ?? undefined, dirty, metrics };
    }),
    sweep: sweepOf(join(results, home, 'sweeps'), digest),
  };
}

/** The parts of a sweep's `report.json` that are read here. */
interface SweepReport {
  readonly digest: string;
  readonly objective: string;
  readonly honesty: {
    readonly trials: number;
    readonly neighbours: SweepFacts['neighbours'] & { readonly best: number };
    readonly dsr: { readonly value: number | null };
    readonly pbo: { readonly value: number | null };
  };
}

/** The newest finished sweep whose best trial was the run of this digest. */
function sweepOf(sweeps: string, digest: string): SweepFacts | undefined {
  if (!isFolder(sweeps)) return undefined;
  for (const name of readdirSync(sweeps).sort().toReversed()) {
    const report = reportAt(join(sweeps, name, 'report.json'));
    if (report?.digest !== digest) continue;
    const { objective, honesty } = report;
    const { neighbours } = honesty;
    return {
      name,
      objective,
      trials: honesty.trials,
      best: neighbours.best,
      neighbours,
      dsr: honesty.dsr.value ?? undefined,
      pbo: honesty.pbo.value ?? undefined,
    };
  }
  return undefined;
}

function reportAt(file: string): SweepReport | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<SweepReport> | null;
    return typeof report?.digest === 'string' && report.honesty?.neighbours !== undefined
      ? (report as SweepReport)
      : undefined;
  } catch {
    return undefined; // torn, or of another version: as if there were none
  }
}
