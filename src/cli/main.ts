#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { ENGINE } from '../runner/engine.ts';
import { report } from './failure.ts';
import type { AuditVerb } from './verbs/audit.ts';
import type { FetchOptions } from './verbs/fetch.ts';
import type { CapsuleOptions } from './verbs/capsule.ts';
import type { CompareOptions } from './verbs/compare.ts';
import type { BinsOptions } from './verbs/bins.ts';
import type { RunOptions } from './verbs/run.ts';
import type { SignalsOptions } from './verbs/signals.ts';
import type { RunsOptions } from './verbs/runs.ts';
import type { VerifyOptions } from './verbs/verify.ts';
import type { Stage, StageOptions } from './verbs/stage.ts';
import type { SweepOptions } from './verbs/sweep.ts';

/** Flags that any verb may carry. */
export interface Globals {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly jobs?: string;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly cache: boolean;
  readonly feed?: 'precomputed' | 'live';
  readonly from?: string;
  readonly to?: string;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function specOptions(command: Command): Command {
  return command
    .option('--set <path=value>', 'override any value of the spec; repeatable', collect)
    .option('--seed <n>', 'override the seed')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'no progress, no log on stderr');
}

function runOptions(command: Command): Command {
  return specOptions(command)
    .option('--jobs <n>', 'worker threads (default: config.yml, then all cores); any number gives the same bytes')
    .option('--no-cache', 'compute everything anew and keep nothing');
}

const feed = (): Option =>
  new Option('--feed <kind>', 'precomputed scores, or bar by bar through the saved models').choices([
    'precomputed',
    'live',
  ]);

const program = new Command('assay')
  .description('Declarative experiment runner for quantitative crypto trading.')
  .version(ENGINE.replace('assay ', ''))
  .showHelpAfterError('(assay --help lists the verbs)')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExamples:\n  assay init my.yml\n  assay check my.yml\n  assay plan my.yml\n  assay run my.yml --set gates.z.min=0.5\n  assay verify results/my/latest',
  );

specOptions(
  program.command('check <spec>').description('validate a spec: every problem at once, with its place'),
).action(async (spec: string, options: Globals) => (await import('./verbs/check.ts')).check(spec, options));
program
  .command('init <spec>')
  .description('write a new experiment that runs as it is')
  .option('--from <example>', 'example to start from, or a config.json of the one-minute quantile study', 'quickstart')
  .option('--json', 'print the result as JSON')
  .action(async (spec: string, options: { from: string; json?: boolean }) =>
    (await import('./verbs/init.ts')).init(spec, options),
  );
runOptions(program.command('plan <spec>').description('what a run would compute, what is cached, and why not')).action(
  async (spec: string, options: Globals) => (await import('./verbs/plan.ts')).plan(spec, options),
);
runOptions(program.command('run <spec>').description('run an experiment and write its results'))
  .addOption(feed())
  .option('--from <date>', 'trade from this time on (a slice of the test windows)')
  .option('--to <date>', 'trade up to this time')
  .option('--trial <n>', 'run a trial of the newest sweep of this spec')
  .option('--sweep <folder>', 'the sweep that --trial means')
  .option('--open-holdout', 'read and trade the sealed range (data.holdout); logged and counted')
  .addHelpText(
    'after',
    '\nExamples:\n  assay run experiments/quickstart.yml\n  assay run experiments/quickstart.yml --set models.gbm.max_depth=3 --jobs 2 --json',
  )
  .action(async (spec: string, options: RunOptions) => (await import('./verbs/run.ts')).run(spec, options));
const STAGES = {
  features: 'compute features and labels and write them as one table',
  train: 'fit every fold and write models and out-of-sample predictions',
  evaluate: 'what came after scores of each quantile, and the other diagnostics',
  backtest: 'the whole run: scores, trading, report',
} as const;
for (const [which, about] of Object.entries(STAGES) as [Stage, string][]) {
  const verb = runOptions(program.command(`${which} <spec>`).description(`${about}; goes on from what is stored`))
    .option('--symbol <name>', 'the symbol that is judged and traded')
    .option('--single', 'with --symbol: that symbol alone, from its data on')
    .option('--recompute', 'compute features and labels anew')
    .option('--retrain', 'fit every model anew')
    .option('--continue-rounds <n>', 'that many boosting rounds more')
    .option('--bins <n>', 'bins of the traded quantile signal and of the profiles')
    .option('--quantile <q>', 'the bin that is traded (default: long the top one, short the bottom one)')
    .addOption(new Option('--side <side>', 'which side is traded').choices(['long', 'short', 'longshort', 'auto']))
    .option('--quantile-scope <scope>', 'what scores are ranked among: trailing, timestamp, date, global')
    .option('--fee <rate>', 'taker and maker fee per side, as 0.001 or 10bps')
    .addOption(new Option('--export <format>', 'tables in this format too').choices(['feather', 'csv']));
  if (which === 'backtest') verb.option('--event', 'the same signal bar by bar through the event simulator');
  verb.action(async (spec: string, options: StageOptions) =>
    (await import('./verbs/stage.ts')).stage(which, spec, options),
  );
}
runOptions(
  program.command('sweep <spec>').description('search the space of a spec: a trial is a run, and trials are counted'),
)
  .option('--trials <n>', 'number of trials in all (default: search.trials)')
  .option('--sampler <type>', 'grid, random, sobol, tpe or cma_es (default: search.sampler)')
  .option('--import <journal>', 'try first what a study in an Optuna journal has tried')
  .option('--warm-start [n]', 'try first the best of earlier sweeps whose space overlaps (default: 10)')
  .option('--explain', 'say which parameters matter and where to look next')
  .option('--resume', 'go on with the newest sweep of the same spec, data and space')
  .addHelpText(
    'after',
    '\nExamples:\n  assay sweep experiments/kraken-walk-forward-synthetic.yml --trials 50\n  assay sweep my.yml --resume --explain\n  assay run my.yml --trial 37',
  )
  .action(async (spec: string, options: SweepOptions) => (await import('./verbs/sweep.ts')).sweep(spec, options));
program
  .command('verify [run]')
  .description('recompute a run without the cache and compare every node (exit 3 where one differs)')
  .option('--capsule <file>', 'a packed run instead: needs neither its data nor its results')
  .option('--jobs <n>', 'worker threads')
  .option('--json', 'print the result as JSON')
  .option('--quiet', 'no progress')
  .action(async (run: string | undefined, options: VerifyOptions) =>
    (await import('./verbs/verify.ts')).verify(run, options),
  );
program
  .command('capsule <run>')
  .description('pack a run with the bars it read into one zip that verify --capsule replays anywhere')
  .requiredOption('-o, --output <file>', 'the zip to write')
  .option('--json', 'print the result as JSON')
  .action(async (run: string, options: CapsuleOptions) => (await import('./verbs/capsule.ts')).capsule(run, options));
program
  .command('compare <runs...>')
  .description('what changed between runs, and whether the difference is more than luck')
  .option('--html <file>', 'write the comparison as one self-contained page')
  .option(
    '--fail-if <condition>',
    'exit 1 where it holds for B - A, as sharpe_daily<-0.1, or for B alone, as b.psr<0.9; repeatable',
    collect,
  )
  .option('--sure', 'a condition counts only where the interval of the difference leaves out 0')
  .option('--json', 'print the result as JSON')
  .addHelpText(
    'after',
    "\nExamples:\n  assay compare my/latest~1 my/latest\n  assay compare baseline/ results/my/latest --fail-if 'sharpe_daily<-0.3' --sure",
  )
  .action(async (runs: readonly string[], options: CompareOptions) =>
    (await import('./verbs/compare.ts')).compare(runs, options),
  );
program
  .command('runs')
  .description('list stored runs, newest first, and filter them')
  .option('--experiment <name>', 'runs of one experiment')
  .option('--where <condition>', "as 'sharpe_daily>1' or 'date>=2024-06'; repeatable", collect)
  .option('--sort <metric>', 'highest first')
  .option('--limit <n>', 'rows at most, 0 = all', '20')
  .option('--json', 'print the result as JSON')
  .action(async (options: RunsOptions) => (await import('./verbs/runs.ts')).runs(options));
program
  .command('view')
  .description('runs, reports, sweeps and what is running, in a browser on this machine; read-only')
  .option('--port <n>', 'port on 127.0.0.1; 0 = any free one', '8417')
  .action(async (options: { port?: string }) => (await import('./verbs/view.ts')).view(options));
runOptions(
  program
    .command('audit <spec>')
    .description('replace the future at random times: whatever was known before must keep its bytes'),
)
  .option('--times <n>', 'number of random times', '8')
  .option('--null', 'instead: what the spec finds on white noise, on permuted labels and on a planted edge')
  .action(async (spec: string, options: AuditVerb) => (await import('./verbs/audit.ts')).audit(spec, options));
runOptions(
  program
    .command('bins <action> <spec>')
    .description('build, apply, show or compare the monthly bins of a quantile signal'),
)
  .option('--month <months>', '2025-11, 2025-05..2025-11, last or current (default: current)')
  .option('--as-of <date>', 'refuse whatever was not known at this time; `last` and `current` are meant from here')
  .option('--from <date>', 'apply: from this time on')
  .option('--to <date>', 'apply: up to this time')
  .option('--out <file>', 'apply: write .csv, .parquet or .duckdb instead of CSV on stdout')
  .addHelpText(
    'after',
    '\nExamples:\n  assay bins build experiments/calibrated-bins.yml --month 2025-05..2025-11\n  assay bins show experiments/calibrated-bins.yml --month 2025-11',
  )
  .action(async (action: string, spec: string, options: BinsOptions) =>
    (await import('./verbs/bins.ts')).bins(action, spec, options),
  );
runOptions(program.command('signals <spec>').description('scores and directions of the traded signal, bar by bar'))
  .option('--from <date>', 'from this time on')
  .option('--to <date>', 'up to this time')
  .option('--out <file>', 'write .csv, .parquet or .duckdb instead of CSV on stdout')
  .action(async (spec: string, options: SignalsOptions) => (await import('./verbs/signals.ts')).signals(spec, options));
specOptions(
  program
    .command('data <spec-or-file>')
    .description('the bars of a spec or of one file: span, gaps, duplicates, cleaning'),
)
  .option('--interval <size>', 'bar size, for a file')
  .action(async (spec: string, options: Globals & { interval?: string }) =>
    (await import('./verbs/data.ts')).data(spec, options),
  );
specOptions(
  program
    .command('fetch [spec]')
    .description('download bars and funding rates that a spec needs and the store does not have'),
)
  .option('--exchange <name>', "the exchange, by ccxt's name")
  .option('--symbols <list>', 'symbols, separated by commas')
  .option('--interval <size>', 'bar size, as 1m')
  .option('--from <date>', 'first bar')
  .option('--to <date>', 'end (excluded; default: now)')
  .option('--funding', 'funding rates too')
  .option('--no-bars', 'no bars')
  .option('--trades', 'make bars from single trades (kraken)')
  .addOption(new Option('--store <format>', 'what is written (default: config.yml)').choices(['parquet', 'lean']))
  .option('--root <folder>', 'folder of the store (default: paths.data of config.yml)')
  .option('--universe <name>', 'instead of bars: who the largest markets are, as top200')
  .addHelpText(
    'after',
    '\nExamples:\n  assay fetch experiments/my.yml\n  assay fetch --exchange binanceusdm --symbols BTCUSDT,ETHUSDT --interval 1m --from 2024-01-01 --to 2024-02-01 --funding',
  )
  .action(async (spec: string | undefined, options: FetchOptions) =>
    (await import('./verbs/fetch.ts')).fetch(spec, options),
  );
program
  .command('components [room] [type]')
  .description('the rooms, the components of a room, or the keys of one component')
  .option('--json', 'print the result as JSON')
  .action(async (room: string | undefined, type: string | undefined, options: { json?: boolean }) =>
    (await import('./verbs/components.ts')).components(room, type, options),
  );
program
  .command('schema')
  .description('print the JSON Schema of experiment files, for editors')
  .action(async () => (await import('./verbs/schema.ts')).schema());
program
  .command('cache <action>')
  .description('ls, prune or verify the store of finished nodes')
  .option('--max-size <size>', 'prune down to this size, as 5GB')
  .option('--json', 'print the result as JSON')
  .action(async (action: string, options: { maxSize?: string; json?: boolean }) =>
    (await import('./verbs/cache.ts')).cache(action, options),
  );

// asked for by those who come from a framework that trades; listed nowhere
program
  .command('live', { hidden: true })
  .alias('trade')
  .argument('[arguments...]')
  .allowUnknownOption()
  .action(async () => (await import('./no-live-trading.ts')).refuseToTrade());

// whoever reads the pipe may have seen enough, as in `assay signals … | head`
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : await report(error);
}
