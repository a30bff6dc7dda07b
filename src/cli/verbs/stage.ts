import { join, relative } from 'node:path';
import { csvOf } from '../../report/csv.ts';
import { diagnosticFigures } from '../../report/figures/diagnostics.ts';
import { standaloneSvg } from '../../report/figures/figure.ts';
import { computePlan } from '../../runner/compute.ts';
import type { Environment } from '../../runner/compute.ts';
import { continues, earlierFits } from '../../runner/earlier-fits.ts';
import { diagnose } from '../../runner/diagnostics.ts';
import type { Diagnosed } from '../../runner/diagnostics.ts';
import { safeName } from '../../runner/folders.ts';
import { located } from '../../runner/located.ts';
import { openSpec } from '../../runner/open-spec.ts';
import { openExperiment } from '../../runner/open.ts';
import type { Opened } from '../../runner/open.ts';
import type { NodeKind, PlanNode } from '../../runner/plan.ts';
import { judgedScore, qualityOf } from '../../runner/qualities.ts';
import { diagnosedJson } from '../../runner/results.ts';
import { runPlan, storedNodes } from '../../runner/run.ts';
import { judgedScores, pooledScores } from '../../runner/pooled.ts';
import { stitchPanel } from '../../runner/stitch.ts';
import { modelData, studyCopies, studyModels, studyPredictions } from '../../runner/study.ts';
import type { Export } from '../../runner/study-folder.ts';
import { EXPORTS, writeStudyFiles, writeStudyTable } from '../../runner/study-folder.ts';
import { withoutMoreRounds } from '../../spec/compose.ts';
import type { ResolvedSpec } from '../../spec/types.ts';
import type { Globals } from '../main.ts';
import { print, textTable } from '../print.ts';
import { openSession } from '../session.ts';
import { stageSets } from '../stage-sets.ts';
import type { StageFlags } from '../stage-sets.ts';
import { run } from './run.ts';

export type Stage = 'features' | 'train' | 'evaluate' | 'backtest';

export interface StageOptions extends Globals, StageFlags {
  readonly recompute?: boolean;
  readonly retrain?: boolean;
  readonly export?: Export;
}

const FEATURES: readonly NodeKind[] = ['feature', 'label'];
const FITS: readonly NodeKind[] = ['model', 'scores', 'calibrator'];

/** Runs the plan of a spec up to one stage, from what is stored. Backtest is the whole run. */
export async function stage(which: Stage, file: string, options: StageOptions): Promise<void> {
  const { spec } = await openSpec(file, options);
  const set = [...(options.set ?? []), ...stageSets(spec, options)];
  const { continued, ...goesOn } = await earlierOf(file, spec, options);
  const again = new Set([...(options.recompute === true ? FEATURES : []), ...(options.retrain === true ? FITS : [])]);
  const anew = (node: PlanNode): boolean => again.has(node.kind);
  if (which === 'backtest') return run(file, { ...options, set, anew, ...goesOn });
  const opened = await openExperiment(file, {
    ...options,
    set,
    onWarning: (message) => process.stderr.write(`${message}\n`),
  });
  const session = openSession(opened, { jobs: options.jobs, quiet: options.quiet, verb: which });
  try {
    const environment = { ...session.environment, anew, ...goesOn };
    const done = await located(opened.spec, () => STAGES[which](opened, environment, options));
    await session.close();
    const files = done.files.map((path) => relative(process.cwd(), path));
    const fits = continued?.();
    const facts = { ...done.facts, ...(fits !== undefined && { continued: fits }) };
    print(options, { stage: which, digest: opened.plan.digest, set, files, ...facts }, () => [
      ...(fits === undefined ? [] : [`${fits} fits went on from stored ones`]),
      ...done.lines,
      ...files.map((path) => `wrote ${path}`),
    ]);
  } finally {
    await session.close();
    opened.store?.close();
  }
}

/** `--continue-rounds` and `rounds: +N`: the fits of the spec as it is without them. */
async function earlierOf(
  file: string,
  spec: ResolvedSpec,
  { continueRounds, ...options }: StageOptions,
): Promise<Pick<Environment, 'earlier'> & { readonly continued?: () => number }> {
  if (options.retrain === true) return {};
  const before = continueRounds === undefined ? await withoutMoreRounds(file, options.set ?? []) : [];
  if (continueRounds === undefined && before.length === 0) return {};
  for (const { name, component, values } of spec.models.filter((model) => !continues(model))) {
    if (values['rounds'] === undefined) continue;
    process.stderr.write(
      `models.${name}: "${component.type}" cannot go on to the bytes of one fit, so all its rounds are fitted\n`,
    );
  }
  const opened = await openExperiment(file, {
    ...options,
    set: [...(options.set ?? []), ...before, ...stageSets(spec, options)],
  });
  opened.store?.pin(...opened.plan.nodes.map(({ key }) => key));
  const stored = earlierFits(opened);
  let found = 0;
  const earlier: Environment['earlier'] = (node) => {
    const fit = stored(node);
    if (fit !== undefined) found++;
    return fit;
  };
  return { earlier, continued: () => found };
}

interface Done {
  readonly facts: object;
  readonly lines: readonly string[];
  readonly files: readonly string[];
}
type Work = (opened: Opened, environment: Environment, options: StageOptions) => Promise<Done>;

const homeOf = ({ config, spec }: Opened): string => join(config.paths.results, safeName(spec.name), 'study');
/** What the flag and config.yml ask for besides Parquet. */
function exportsOf({ config }: Opened, { export: asked }: StageOptions): readonly Export[] {
  return EXPORTS.filter((format) => format === asked || config.export.includes(format));
}

const features: Work = async (opened, environment, options) => {
  const { plan } = opened;
  const wanted = plan.nodes.filter(({ kind }) => FEATURES.includes(kind)).map(({ id }) => id);
  const computed = await computePlan(plan, wanted, environment);
  const { path, table } = modelData({ plan, computed });
  const files = await writeStudyTable(homeOf(opened), { path, table }, exportsOf(opened, options));
  const nodes = Object.fromEntries(computed.tally);
  return {
    facts: { rows: table.rows, columns: table.columns.length, nodes },
    lines: [`${table.rows} rows, ${table.columns.length} columns`],
    files,
  };
};

const train: Work = async (opened, environment, options) => {
  const { plan } = opened;
  const computed = await computePlan(plan, storedNodes(plan), environment);
  const scores = pooledScores(plan, stitchPanel(plan, computed));
  const meant = judgedScores(plan, scores);
  const judged = judgedScore(plan, computed, meant);
  const quality =
    judged === undefined
      ? undefined
      : await qualityOf(plan, judged.name, { computed, scores: meant, range: plan.traded, environment });
  const home = homeOf(opened);
  const files = [
    ...(await writeStudyTable(home, studyPredictions({ plan, computed, scores }), exportsOf(opened, options))),
    ...writeStudyFiles(home, studyModels({ plan, computed })),
  ];
  const said =
    quality === undefined ? [] : [`${quality.name}: IC ${quality.ic.toFixed(4)} over ${quality.samples} rows`];
  return {
    facts: { folds: plan.folds.length, scores: quality ?? null, nodes: Object.fromEntries(computed.tally) },
    lines: [`${plan.folds.length} folds`, ...said],
    files,
  };
};

const evaluate: Work = async (opened, environment) => {
  const outcome = await runPlan(opened, { feed: 'precomputed' }, environment);
  const diagnosed = await diagnose(opened.spec, outcome);
  const names = new Map(studyCopies(opened.plan, diagnosed).map(({ from, to }) => [from, to]));
  const pictures = new Map(diagnosticFigures(diagnosed).map((figure) => [figure.name, figure]));
  const files = diagnosed.flatMap(({ name, tables }) => {
    const base = names.get(name) ?? `eval/${name}`;
    const picture = pictures.get(name);
    return [
      ...Object.entries(tables).map(([suffix, table]) => ({
        path: `${base}${suffix === '' ? '' : `_${suffix}`}.csv`,
        content: csvOf(table),
      })),
      ...(picture === undefined ? [] : [{ path: `${base}.svg`, content: standaloneSvg(picture) }]),
    ];
  });
  return {
    facts: { diagnostics: diagnosedJson(diagnosed), nodes: Object.fromEntries(outcome.computed.tally) },
    lines: diagnosed.flatMap(diagnosedLines),
    files: writeStudyFiles(homeOf(opened), files),
  };
};

const STAGES: { readonly [stage in Exclude<Stage, 'backtest'>]: Work } = { features, train, evaluate };

const MOST_ROWS = 20;

function diagnosedLines({ name, type, tradable, facts, tables }: Diagnosed): string[] {
  const table = tables[''];
  const rows = Array.from({ length: Math.min(table.rows, MOST_ROWS) }, (_, i) =>
    table.columns.map(({ values, kind }) => (kind === 'number' ? shown(values[i]) : String(values[i]))),
  );
  const isProfile = type === 'quantile_profile' || type === 'cost_ladder' || type === 'ic_decay';
  return [
    `${name} (${type})${tradable ? '' : ': NOT TRADABLE, it ranks against later scores'}`,
    ...(isProfile
      ? textTable(
          table.columns.map((c) => c.name),
          rows,
        )
      : []),
    ...(isProfile && table.rows > MOST_ROWS ? [`... ${table.rows} rows`] : []),
    ...facts.map((f) => `  ${f.name.padEnd(18)}${shown(f.value)} ${f.unit}`),
    '',
  ];
}

const shown = (x: number): string => (Number.isInteger(x) ? String(x) : Number.isFinite(x) ? x.toFixed(4) : '-');
