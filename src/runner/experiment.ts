import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { elapsed, isoUtc, now, stampUtc } from '../core/clock.ts';
import { digestJson } from '../core/digest.ts';
import type { Log } from '../core/log.ts';
import { createRedactor } from '../core/redact.ts';
import { auditRun, FAST, refuseFindings } from './audit/audit.ts';
import type { AuditReport } from './audit/audit.ts';
import { roomsDigest } from './code-digest.ts';
import type { Environment } from './compute.ts';
import { ENGINE } from './engine.ts';
import { diagnose, diagnosticFiles } from './diagnostics.ts';
import type { Diagnosed } from './diagnostics.ts';
import { derive, derivedFiles } from './derived.ts';
import { writeParquet } from '../report/parquet.ts';
import { createRunFolder } from './folders.ts';
import { openRunLog } from './run-log.ts';
import { lockOf } from './lock.ts';
import type { Lock } from './lock.ts';
import type { Opened } from './open.ts';
import { plansFolder } from './open.ts';
import type { HistoryFacts } from '../report/input.ts';
import { PNG_RECIPE } from '../report/png.ts';
import { reportFiles } from '../report/report.ts';
import type { Pictures } from '../report/report.ts';
import { reportInput } from './report-input.ts';
import { csvFiles, metricsFile, modelFiles, writeTables } from './results.ts';
import { runPlan } from './run.ts';
import type { RunOutcome, RunRequest } from './run.ts';
import { isStudy } from './study.ts';
import { writeStudy } from './study-folder.ts';
import { remembered } from './remember.ts';
import { rememberPlan } from './why.ts';

export interface Finished {
  readonly outcome: RunOutcome;
  readonly audit: AuditReport;
  readonly diagnosed: readonly Diagnosed[];
  readonly lock: Lock;
  readonly folder: string;
  readonly seconds: number;
}

/** Runs, audits and writes one experiment. The run folder appears under its final name when everything in it is there. */
export async function runExperiment(
  opened: Opened,
  request: RunRequest,
  environment: Environment,
  historyOf?: () => HistoryFacts | undefined,
): Promise<Finished> {
  const started = elapsed();
  const { plan, config, spec } = opened;
  const name = { experiment: spec.name, stamp: stampUtc(now()), digest8: plan.digest.slice(0, 8) };
  const log = openRunLog(opened, name);
  const outcome = await logged(log, () => runPlan(opened, request, withLog(environment, log)));
  const audit = await auditOf(opened, outcome, environment);
  if (audit.findings.length > 0) {
    for (const { node, column, row, message } of audit.findings) log.error(message, { node, column, row });
    throw refuseFindings(plan, audit.findings);
  }
  const lock = lockOf(opened, outcome);
  const derived = await derive(outcome, environment);
  const diagnosed = await logged(log, () => diagnose(spec, outcome));
  const folder = createRunFolder(config.paths.results, name);
  try {
    const { redact } = createRedactor();
    folder.write('spec.yml', redact(readFileSync(spec.file, 'utf8')));
    folder.write('resolved.yml', redact(resolvedText(opened)));
    folder.write('experiment.lock', redact(`${JSON.stringify(lock, null, 1)}\n`));
    const found = diagnosticFiles(diagnosed);
    const fitted = modelFiles(outcome, config.models);
    const files = [...csvFiles(outcome), ...derivedFiles(outcome, derived), ...found.csv, ...fitted];
    for (const file of [metricsFile(opened, outcome, diagnosed), ...files]) folder.write(file.path, file.content);
    const git = gitState(dirname(spec.file));
    const seconds = (elapsed() - started) / 1000;
    const facts = { request, audit, derived, diagnosed, history: historyOf?.(), seconds, git };
    const pictures = { formats: config.pictures, keep: pictureKeeper(environment) };
    const [report] = await Promise.all([
      reportFiles(reportInput(opened, outcome, facts), pictures),
      writeTables((name) => folder.path(name), outcome),
    ]);
    await writeParquet(found.parquet.map(({ path, table }) => ({ path: folder.path(path), table })));
    for (const { path, content } of report) folder.write(path, typeof content === 'string' ? redact(content) : content);
    folder.write(
      'run.json',
      `${JSON.stringify(runFacts(opened, request, outcome, { audit, seconds, git }), null, 2)}\n`,
    );
    if (isStudy(plan)) await writeStudy(folder, outcome, diagnosed);
    const path = folder.commit();
    rememberPlan(plansFolder(config), plan);
    log.info('complete', { folder: path, seconds });
    return { outcome, audit, diagnosed, lock, folder: path, seconds };
  } catch (error) {
    folder.abandon();
    throw error;
  }
}

/** Pictures stand in the store: most figures of a run are those of the run before. */
function pictureKeeper({ store }: Environment): Pictures['keep'] {
  return async (svg, draw) => {
    const key = digestJson([PNG_RECIPE, svg]);
    const known = store?.read(key)?.arrays.get('png');
    if (known !== undefined) return new Uint8Array(known);
    const drawn = await draw(svg);
    store?.write(key, { meta: 'picture', arrays: [{ name: 'png', values: drawn }] });
    return drawn;
  };
}

const ROWS_FOR_THREADS = 50_000;
const AUDITED = [
  'features',
  'labels',
  'split',
  'models',
  'calibrators',
  'signals',
  'gates',
  'portfolio',
  'execution',
  'runner',
];

/** The fast audit; what it found of the same spec, data and code stands in the store. */
function auditOf(opened: Opened, outcome: RunOutcome, environment: Environment): Promise<AuditReport> {
  const { plan } = opened;
  // starting a thread takes longer than auditing a few bars
  const own = plan.panel.pooled().rows < ROWS_FOR_THREADS ? { ...environment, pool: undefined } : environment;
  const nodes = plan.nodes.map(({ key }) => key);
  const recipe = ['audit', roomsDigest(...AUDITED), plan.digest, nodes, outcome.range.from, outcome.range.to];
  return remembered(environment.store, recipe, async () => JSON.stringify(await auditRun(opened, outcome, FAST, own)));
}

function withLog(environment: Environment, log: Log): Environment {
  return {
    ...environment,
    onNode(node, seconds, cached) {
      if (!cached) log.debug('computed', { node: node.id, seconds });
      environment.onNode?.(node, seconds, cached);
    },
  };
}

async function logged<T>(log: Log, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

export function resolvedText({ spec }: Opened): string {
  const dropped = spec.dropped.map((path) => `# dropped by a change of type: ${path}\n`).join('');
  return `${dropped}${stringify(spec.written, { lineWidth: 120 })}`;
}

/** Where, when and how: the only file of a run that differs between two runs of the same spec. */
function runFacts(
  opened: Opened,
  request: RunRequest,
  { computed }: RunOutcome,
  more: { audit: AuditReport; seconds: number; git: GitState | null },
): unknown {
  return {
    status: 'complete',
    finished: isoUtc(now()),
    seconds: more.seconds,
    peak_memory_bytes: process.resourceUsage().maxRSS * 1024,
    engine: ENGINE,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    feed: request.feed,
    set: request.sets ?? [],
    spec_file: opened.spec.file,
    slice:
      request.from === undefined && request.to === undefined
        ? null
        : { from: request.from ?? null, to: request.to ?? null },
    git: more.git,
    nodes: Object.fromEntries(computed.tally),
    seconds_per_node: Object.fromEntries(computed.seconds),
    audit: { times: more.audit.times, checks: more.audit.checks, findings: more.audit.findings.length },
  };
}

interface GitState {
  readonly commit: string;
  readonly branch: string;
  readonly dirty: boolean;
}

function gitState(folder: string): GitState | null {
  const args = ['status', '--porcelain=v2', '--branch', '--untracked-files=no'];
  try {
    const text = execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const lines = text.split('\n').filter((line) => line !== '');
    const header = (name: string): string =>
      lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length) ?? '';
    return {
      commit: header('oid'),
      branch: header('head'),
      dirty: lines.some((line) => !line.startsWith('#')),
    };
  } catch {
    return null;
  }
}
