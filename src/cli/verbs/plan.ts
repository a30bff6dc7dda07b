import { openExperiment } from '../../runner/open.ts';
import { plansFolder } from '../../runner/open.ts';
import type { PlanNode } from '../../runner/plan.ts';
import { rememberedPlan, whyMissing } from '../../runner/why.ts';
import type { Opened } from '../../runner/open.ts';
import { estimatedBytes } from '../../runner/memory.ts';
import { forecastOf } from '../../search/forecast.ts';
import { studyOf } from '../../search/study.ts';
import type { TrialBase } from '../../search/trial.ts';
import type { Globals } from '../main.ts';
import { print, textTable } from '../print.ts';
import { threadCount } from '../session.ts';
import { forecastLines } from '../sweep-lines.ts';
import { clipped, printable, WIDTH, wrapped } from '../text.ts';

interface Line {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly rows: number;
  readonly cached: boolean;
  readonly why: string | null;
}

/** What a run would compute, what is in the store, and for each miss what caused it. Computes nothing. */
export async function plan(file: string, options: Globals): Promise<void> {
  const opened = await openExperiment(file, options);
  const before = rememberedPlan(plansFolder(opened.config), opened.spec.name);
  const line = (node: PlanNode): Line => {
    const computedAnew = node.kind === 'simulation' || node.kind === 'evaluation';
    const cached = node.kind === 'bars' ? opened.data.cached : opened.store?.has(node.key) === true;
    const why = cached ? null : computedAnew ? 'computed on every run' : whyMissing(node, before);
    return { id: node.id, kind: node.kind, name: node.name, rows: node.rows, cached, why };
  };
  const nodes = opened.plan.nodes.map(line);
  const memory_bytes = estimatedBytes(opened.plan, threadCount(options.jobs, opened.config.workers));
  const sweep =
    opened.spec.search === undefined
      ? undefined
      : await forecastOf(baseOf(file, options, opened), studyOf(opened), opened);
  opened.store?.close();
  const { name } = opened.spec;
  const { digest } = opened.plan;
  const counted =
    sweep === undefined
      ? null
      : {
          trials: sweep.trials,
          plans: sweep.plans,
          counts: sweep.counts,
          missing: Object.fromEntries(sweep.missing),
          ...(sweep.rolling !== undefined && { rolling: sweep.rolling }),
        };
  print(options, { name, digest, memory_bytes, nodes, sweep: counted }, () => [
    ...planLines(name, digest, nodes),
    `memory: about ${Math.ceil(memory_bytes / 1e6)} MB`,
    ...(sweep === undefined ? [] : ['', 'assay sweep:', ...forecastLines(sweep)]),
  ]);
}

function baseOf(file: string, { set = [] }: Globals, opened: Opened): TrialBase {
  const { time, rows } = opened.plan.bars;
  return { file, sets: set, from: time[0], to: time[rows - 1] + 1 };
}

/** Nodes of one kind and reason on one line, so that a thousand fits stay readable. */
function planLines(name: string, digest: string, nodes: readonly Line[]): string[] {
  const groups = new Map<string, { kind: string; count: number; rows: number; example: string; why: string }>();
  for (const node of nodes) {
    const why = node.cached ? 'cached' : (node.why ?? '');
    const group = groups.get(`${node.kind}|${why}`) ?? { kind: node.kind, count: 0, rows: 0, example: node.name, why };
    groups.set(`${node.kind}|${why}`, { ...group, count: group.count + 1, rows: group.rows + node.rows });
  }
  const rows = [...groups.values()].map((g) => [
    g.kind,
    String(g.count),
    String(g.rows),
    exampleOf(g),
    printable(g.why),
  ]);
  const missing = nodes.filter((n) => !n.cached);
  const count = (kind: string): number => missing.filter((n) => n.kind === kind).length;
  return [
    `${printable(clipped(name, WIDTH - 9))} ${digest.slice(0, 8)}`,
    ...textTable(['kind', 'nodes', 'rows', 'name', 'cached, or why not'], rows, { elastic: [4, 3] }),
    ...wrapped(
      `to compute: ${count('feature')} features, ${count('label')} labels, ${count('model')} fits, ${count('scores')} scores, ${count('calibrator')} calibrators`,
    ),
  ];
}

/** Simulation and evaluation are called like the experiment, which the heading says. */
function exampleOf({
  kind,
  count,
  example,
}: {
  readonly kind: string;
  readonly count: number;
  readonly example: string;
}): string {
  if (kind === 'simulation' || kind === 'evaluation') return '';
  return printable(count === 1 ? example : `${example}, ...`);
}
