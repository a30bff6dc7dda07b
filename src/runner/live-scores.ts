import type { Predictor } from '../core/contracts/model.ts';
import { binNumber } from '../core/quantile-bins.ts';
import type { Node } from '../spec/types.ts';
import { binnedOf, fittedBins, hasBins } from './bins.ts';
import type { Workspace } from './columns.ts';
import { isGivenModel } from './given.ts';
import type { Push } from './live-features.ts';
import type { Member } from './panel.ts';
import { foldName } from './plan.ts';
import type { Plan } from './plan.ts';
import { membersOf, scoreIds } from './pools.ts';
import { isStacked } from './stacked.ts';
import { fullScoreName, mapsOf } from './stitch.ts';
import { loadPredictor } from './steps/score.ts';
import { textOf } from './steps/step.ts';
import type { Inputs } from './strategy.ts';

/** One symbol of a plan whose fits are there already. */
export interface LiveSymbol {
  readonly plan: Plan;
  readonly saved: Workspace;
  readonly member: Member;
  /** The latest fit of each model and label, for all symbols that it scores. */
  readonly latest: Map<string, { readonly id: string; readonly predictor: Predictor }>;
  column(name: string): Float64Array;
}

/** Pushes by what was loaded when the latest window began; nothing before the first one. Rows are the symbol's own. */
export function inTurn(windows: readonly { readonly from: number; load(): Push }[]): Push {
  let next = 0;
  let current: Push = () => {};
  return (t) => {
    const before = next;
    while (next < windows.length && t >= windows[next].from) next++;
    if (next > before) current = windows[next - 1].load();
    current(t);
  };
}

/** Scores and calibrated scores from the saved models and calibrators whose windows hold a row. */
export function liveScores(own: LiveSymbol): { score(name: string): Float64Array; readonly push: Push } {
  const { plan, member } = own;
  const { spec } = plan;
  const scores = new Map<string, Float64Array>();
  const score = (name: string): Float64Array => scores.get(fullScoreName(plan, scores, name)) as Float64Array;
  const open = (name: string): Float64Array => {
    const out = new Float64Array(member.bars.rows).fill(NaN);
    scores.set(name, out);
    return out;
  };
  const pushes: Push[] = [];
  for (const node of spec.models) {
    for (const label of labelsOf(node))
      pushes.push(liveModel(own, { node, label }, score, open(`${node.name}.${label}`)));
  }
  for (const node of spec.calibrators) {
    const of = node.values['of'] as string;
    for (const label of labelsOf(spec.models.find(({ name }) => name === of))) {
      const raw = scores.get(`${of}.${label}`) as Float64Array;
      const out = open(`${node.name}.${label}`);
      const windows = mapsOf(plan, own.saved, node, label, plan.folds).map(({ apply, mapOf }) => ({
        from: member.range(apply).from,
        load: (): Push => {
          const map = mapOf(member.symbol);
          return (t) => void (out[t] = map?.(raw[t]) ?? NaN);
        },
      }));
      pushes.push(inTurn(windows));
    }
  }
  return { score, push: (t) => pushes.forEach((push) => push(t)) };
}

const labelsOf = (node: Node | undefined): readonly string[] => (node?.values['labels'] ?? []) as readonly string[];

interface Scored {
  readonly node: Plan['spec']['models'][number];
  readonly label: string;
}

function liveModel(own: LiveSymbol, scored: Scored, score: LiveSymbol['column'], out: Float64Array): Push {
  const { plan, member } = own;
  const { node, label } = scored;
  const given = plan.given.get(node.name)?.[member.index];
  if (given !== undefined && isGivenModel(given)) {
    const columns = given.columns.map((name) => own.column(name));
    const predictor = loadPredictor(node.component, given.text, columns.length);
    return (t) => predictor.predict(columns, t, t + 1, out, t);
  }
  if (given !== undefined) return (t) => void (out[t] = given.score[t]);
  if (!membersOf(plan.panel, node).includes(member)) return () => {};
  const columns = (plan.columns.get(node.name) ?? []).map((name) => (isStacked(node) ? score(name) : own.column(name)));
  return inTurn(
    plan.folds.map(({ index, test }) => ({
      from: member.range(test).from,
      load: () => {
        const predictor = fitOf(own, scored, `models.${node.name}/${label}/${foldName(index)}`, columns.length);
        return (t) => {
          if (member.listed[t] === 1) predictor?.predict(columns, t, t + 1, out, t);
        };
      },
    })),
  );
}

/** The fold's fit of all symbols, or the symbol's own; undefined where it has too few bars for one. */
function fitOf({ plan, saved, member, latest }: LiveSymbol, { node, label }: Scored, fold: string, columns: number) {
  const [id] = scoreIds(plan.byId, fold, { members: [member] });
  if (id === undefined) return undefined;
  const slot = id.replace(fold, label);
  const known = latest.get(`${node.name}/${slot}`);
  if (known?.id === id) return known.predictor;
  const predictor = loadPredictor(node.component, textOf(saved.array(id, 'model')), columns);
  latest.set(`${node.name}/${slot}`, { id, predictor });
  return predictor;
}

/** Bins of calibrated scores, by edges fitted when the term of a row began. */
export function liveBins(
  { plan, saved, member }: LiveSymbol,
  score: (name: string) => Float64Array,
): { readonly bins: Inputs['bins']; readonly push: Push } {
  const pushes: Push[] = [];
  const bins = (name: string, count: number): Float64Array => {
    const out = new Float64Array(member.bars.rows).fill(NaN);
    const calibrated = score(name);
    const binned = binnedOf(plan, name);
    const windows = binned.terms.map((term) => ({
      from: member.range(term.apply).from,
      load: (): Push => {
        if (!hasBins(plan, binned, term, member)) return () => {};
        const fitted = fittedBins(plan, saved, binned, term, count, member);
        return (t) => void (out[t] = binNumber(fitted, calibrated[t]));
      },
    }));
    pushes.push(inTurn(windows));
    return out;
  };
  return { bins, push: (t) => pushes.forEach((push) => push(t)) };
}
