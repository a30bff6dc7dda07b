import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { featherOf } from '../report/feather.ts';
import { csvOf } from '../report/csv.ts';
import { writeParquet } from '../report/parquet.ts';
import type { Table } from '../report/table.ts';
import type { Diagnosed } from './diagnostics.ts';
import { replaceText } from './folders.ts';
import type { RunFolder } from './folders.ts';
import type { RunOutcome } from './run.ts';
import { studyCopies, studyModels, studyPredictions } from './study.ts';

/** Where the files of a study lie in a run folder. */
const HOME = 'study';

/** Predictions, models, tables and pictures of a run under the names of the study. */
export async function writeStudy(
  folder: RunFolder,
  outcome: RunOutcome,
  diagnosed: readonly Diagnosed[],
): Promise<void> {
  const at = (name: string): string => folder.path(`${HOME}/${name}`);
  for (const { path, content } of studyModels(outcome)) folder.write(`${HOME}/${path}`, content);
  const { path, table } = studyPredictions(outcome);
  await writeParquet([{ path: at(`${path}.parquet`), table }]);
  for (const { from, to } of studyCopies(outcome.plan, diagnosed)) {
    for (const ending of ['csv', 'svg', 'png', 'parquet']) {
      const source = join(folder.temporary, 'diagnostics', `${from}.${ending}`);
      if (existsSync(source)) copyFileSync(source, at(`${to}.${ending}`));
    }
  }
}

export const EXPORTS = ['feather', 'csv'] as const;
export type Export = (typeof EXPORTS)[number];

/** Writes a table below a folder as Parquet, and as what else is asked for; each file appears whole. */
export async function writeStudyTable(
  home: string,
  { path, table }: { readonly path: string; readonly table: Table },
  more: readonly Export[] = [],
): Promise<readonly string[]> {
  const base = join(home, path);
  mkdirSync(dirname(base), { recursive: true });
  const unfinished = `${base}.${process.pid}.tmp`;
  await writeParquet([{ path: unfinished, table }]);
  renameSync(unfinished, `${base}.parquet`);
  if (more.includes('feather')) replaceText(`${base}.feather`, await featherOf(table));
  if (more.includes('csv')) replaceText(`${base}.csv`, csvOf(table));
  return [`${base}.parquet`, ...more.map((ending) => `${base}.${ending}`)];
}

/** Writes small files below a folder, each as a whole. */
export function writeStudyFiles(
  home: string,
  files: readonly { readonly path: string; readonly content: string | Uint8Array }[],
): readonly string[] {
  return files.map(({ path, content }) => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    replaceText(file, content);
    return file;
  });
}
