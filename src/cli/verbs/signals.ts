import { exportTable } from '../../bins/export.ts';
import { signalTable } from '../../bins/signals.ts';
import { cautionsOf } from '../../runner/cautions.ts';
import { located } from '../../runner/located.ts';
import { openExperiment } from '../../runner/open.ts';
import { csvOf } from '../../report/csv.ts';
import type { Globals } from '../main.ts';
import { parseMoment } from '../moment.ts';
import { print } from '../print.ts';
import { openSession } from '../session.ts';

export interface SignalsOptions extends Globals {
  readonly out?: string;
}

/** Scores and directions of the traded signal, bar by bar; without --out as CSV on stdout. */
export async function signals(file: string, options: SignalsOptions): Promise<void> {
  const warn = (message: string): void => void process.stderr.write(`${message}\n`);
  const opened = await openExperiment(file, { ...options, onWarning: warn });
  for (const caution of cautionsOf(opened)) warn(`caution: ${caution}`);
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet });
  try {
    const slice = { from: parseMoment('--from', options.from), to: parseMoment('--to', options.to) };
    const { table, counts } = await located(opened.spec, () => signalTable(opened, slice, session.environment));
    await session.close();
    const said = `${table.rows} bars: ${counts.long} long, ${counts.short} short, ${counts.none} neither`;
    if (options.out !== undefined) {
      await exportTable(options.out, table);
      print(options, { path: options.out, rows: table.rows, counts }, () => [said, options.out as string]);
    } else if (options.json === true) print(options, { rows: table.rows, counts }, () => []);
    else {
      process.stdout.write(csvOf(table));
      if (options.quiet !== true) process.stderr.write(`${said}\n`);
    }
  } finally {
    await session.close();
    opened.store?.close();
  }
}
