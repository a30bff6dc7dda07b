import { columnOf } from './columns.ts';
import type { Workspace } from './columns.ts';
import type { Plan } from './plan.ts';
import { gathered, gatheredShared, idOf } from './pools.ts';
import { shared } from './steps/step.ts';
import type { Scores } from './stitch.ts';

/** A label's values over the pooled rows. */
export function pooledLabel(plan: Plan, computed: Workspace, label: string): Float64Array {
  const pool = plan.panel.pooled();
  const own = (symbol: string): Float64Array =>
    computed.array(idOf(plan.panel, `labels.${label}`, symbol), 'value') as Float64Array;
  if (pool.only !== undefined) return own(pool.only.symbol);
  const name = `labels.${label}`;
  const known = computed.pooled?.get(name);
  if (known !== undefined) return known;
  const made = gatheredShared(pool, { from: 0, to: pool.rows }, ({ symbol }) => own(symbol));
  computed.pooled?.set(name, made);
  return made;
}

/** A bar or feature column over the pooled rows. */
export function pooledColumn(plan: Plan, computed: Workspace, name: string): Float64Array {
  const pool = plan.panel.pooled();
  if (pool.only !== undefined) return columnOf(plan, computed, name, pool.only);
  return gathered(pool, { from: 0, to: pool.rows }, (member) => columnOf(plan, computed, name, member));
}

/** Scores of each symbol as columns over the pooled rows. */
export function pooledScores({ panel }: Plan, own: readonly Scores[]): Scores {
  const pool = panel.pooled();
  if (pool.only !== undefined) return own[pool.only.index];
  const names = [...own[0].keys()];
  const range = { from: 0, to: pool.rows };
  return new Map(
    names.map((name) => [name, gatheredShared(pool, range, ({ index }) => own[index].get(name) as Float64Array)]),
  );
}

/** Pooled scores without those of symbols that `evaluation.symbols` leaves out. */
export function judgedScores({ panel, spec }: Plan, scores: Scores): Scores {
  const meant = spec.evaluation.symbols;
  const pool = panel.pooled();
  if (meant === undefined || pool.only !== undefined) return scores;
  const judged = panel.members.map(({ symbol }) => meant.includes(symbol));
  const kept = (values: Float64Array): Float64Array => {
    const out = shared(values.length); // threads judge them
    for (let row = 0; row < out.length; row++) out[row] = judged[pool.memberOf[row]] ? values[row] : NaN;
    return out;
  };
  return new Map(Array.from(scores, ([name, values]) => [name, kept(values)]));
}
