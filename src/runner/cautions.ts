import { isoOf } from '../core/calendar.ts';
import { IC_ROWS } from '../evaluation/_stats/index.ts';
import { NO_RULES } from '../core/instrument.ts';
import { isGivenModel } from './given.ts';
import { aheadOf } from './beside.ts';
import type { Opened } from './open.ts';
import { symbolsText } from './panel.ts';

/** What a reader of the results must know before believing them: stand-ins, and predictions whose fit is not known. */
export function cautionsOf({ spec, plan, data }: Pick<Opened, 'spec' | 'plan' | 'data'>): readonly string[] {
  const cautions: string[] = [];
  if (spec.data.source['missing'] === 'synthetic' && data.truth !== null) {
    cautions.push('data: the file does not exist, so generated bars stand in for it');
  }
  if (data.truth !== null && [...(plan.instruments?.values() ?? [])].includes(NO_RULES)) {
    cautions.push(
      'data.instruments: symbols that the file does not hold trade without steps, least orders and margins',
    );
  }
  cautions.push(...ofPanel(plan));
  const unpaid = plan.panel.members.flatMap(({ symbol, bars }) => {
    const rates = bars.columns.get('funding_rate');
    const bars_unpaid = rates?.reduce((sum, rate) => sum + Number(Number.isNaN(rate)), 0) ?? 0;
    return bars_unpaid === 0 ? [] : [`${symbol} (${bars_unpaid} bars)`];
  });
  if (unpaid.length > 0)
    cautions.push(`data.funding: no rates are known, and nothing is paid, of ${unpaid.join(', ')}`);
  if (spec.execution.component.type === 'vectorized') {
    cautions.push(
      'execution: vectorized is an approximation: each change of position fills at the price its label counts from, whatever its size (execution.type=event simulates the same signal)',
    );
  }
  for (const ahead of aheadOf(spec)) {
    cautions.push(
      `signals.${ahead}: not tradable, it ranks against scores that are made later; its trailing twin is shown beside it`,
    );
  }
  for (const [name, ofSymbols] of plan.given) {
    const until = spec.models.find((m) => m.name === name)?.values['trained_until'];
    const first = isoOf(plan.bars.time[plan.traded.from] ?? NaN);
    if (ofSymbols.some((given) => !isGivenModel(given) && given.synthetic))
      cautions.push(`models.${name}: the file does not exist, so generated predictions stand in for it`);
    else if (until === 'unknown')
      cautions.push(`models.${name}: trained until unknown, so it may have been fitted on what is traded here`);
    else if (String(until) > first.slice(0, 10))
      cautions.push(`models.${name}: trained until ${String(until)}, so what is traded before that is in sample`);
  }
  return cautions;
}

/** Symbols that are loaded and never traded, and cross-sections that are too small for a coefficient. */
function ofPanel({ panel, traded, spec }: Opened['plan']): readonly string[] {
  if (!panel.several) return [];
  const meant = panel.members.filter(({ spans }) => spans?.length !== 0); // else a feature alone asks for it
  const idle = meant.filter(({ listed, range }) => {
    const { from, to } = range(traded);
    return !listed.subarray(from, to).includes(1);
  });
  const cautions = [];
  if (idle.length > 0)
    cautions.push(
      `data: of ${symbolsText(idle.map(({ symbol }) => symbol))} no bar in the universe lies within what is traded`,
    );
  const { symbols } = spec.evaluation; // one alone is judged over time
  const judged = meant.filter((member) => !idle.includes(member) && (symbols?.includes(member.symbol) ?? true)).length;
  if (judged < IC_ROWS && symbols?.length !== 1 && spec.models.length > 0)
    cautions.push(`data: ${judged} symbols are too few for an IC across symbols, which takes ${IC_ROWS} at a time`);
  return cautions;
}
