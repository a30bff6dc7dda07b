import { openExperiment } from '../../runner/open.ts';
import { runExperiment } from '../../runner/experiment.ts';
import { summaryJson, summaryLines } from '../summary.ts';
import type { Globals } from '../main.ts';
import { print } from '../print.ts';
import { openSession } from '../session.ts';
import { parseMoment } from '../moment.ts';

/** Runs an experiment; prints where the results are and what they say. */
export async function run(file: string, options: Globals): Promise<void> {
  const opened = await openExperiment(file, { ...options, onWarning: (message) => process.stderr.write(`${message}\n`) });
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet });
  try {
    const feed = options.feed ?? opened.config.feed;
    const request = { feed, from: parseMoment('--from', options.from), to: parseMoment('--to', options.to) };
    const finished = await runExperiment(opened, request, session.environment);
    await session.close();
    print(options, summaryJson(opened, finished), () => summaryLines(opened, finished));
  } finally {
    await session.close();
    opened.store?.close();
  }
}
