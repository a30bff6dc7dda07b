import type { Range } from '../core/artifacts.ts';
import { OUTCOMES } from '../execution/_simulator/types.ts';
import type { SimulationColumns } from '../execution/_simulator/types.ts';
import type { Table, TableColumn } from '../report/table.ts';
import { gathered } from './pools.ts';
import { exposureColumns } from './portfolio-tables.ts';
import type { Plan } from './plan.ts';
import type { RunOutcome } from './run.ts';

const number = (name: string, values: Float64Array): TableColumn => ({ name, kind: 'number', values });
const times = (values: Float64Array): TableColumn => ({ name: 'timestamp', kind: 'time', values });
const text = (name: string, values: readonly string[]): TableColumn => ({ name, kind: 'text', values });

/** Equity at each row of the time grid, and what was held: a size, or the exposures of a portfolio. */
export function equityTable({ plan, range, result }: RunOutcome): Table {
  const cut = (x: Float64Array): Float64Array => x.subarray(range.from, range.to);
  const { details, portfolio } = result;
  const held =
    portfolio !== undefined
      ? exposureColumns(portfolio, range)
      : details === undefined
        ? []
        : [number('position', cut(details.position))];
  return {
    rows: range.to - range.from,
    columns: [times(cut(plan.bars.time)), number('equity', cut(result.equity)), ...held],
  };
}

/** Every score on every traded bar, by time and then by symbol. */
export function predictionsTable(outcome: RunOutcome): Table {
  const { plan, range, scores } = outcome;
  const { from, to } = plan.panel.pooled().range(range);
  const time = times(plan.panel.pooled().time.subarray(from, to));
  const columns = Array.from(scores, ([name, score]) => number(name, score.subarray(from, to)));
  return { rows: to - from, columns: [time, symbolColumn(plan, { from, to }), ...columns] };
}

/** What the strategy says on every traded bar, by time and then by symbol. */
export function signalsTable(outcome: RunOutcome): Table {
  const { plan, range, columns } = outcome;
  if (columns !== undefined) return ofOne(outcome, columns);
  const rows = plan.panel.pooled().range(range);
  const pick = (of: (columns: SimulationColumns) => ArrayLike<number>): Float64Array =>
    gathered(plan.panel.pooled(), rows, ({ index }) => of(outcome.panel.symbols[index].columns));
  const [edge, sigma] = [pick((c) => c.edge), pick((c) => c.sigma)];
  return {
    rows: rows.to - rows.from,
    columns: [
      times(plan.panel.pooled().time.subarray(rows.from, rows.to)),
      symbolColumn(plan, rows),
      number(
        'signal',
        pick((c) => c.vote),
      ),
      number('exp_return', edge),
      number('sigma', sigma),
      number(
        'z_edge',
        edge.map((e, i) => e / sigma[i]),
      ),
      number(
        'refused',
        pick((c) => c.mask),
      ),
    ],
  };
}

function ofOne({ plan, range, result }: RunOutcome, { vote, edge, sigma }: SimulationColumns): Table {
  const cut = (x: Float64Array): Float64Array => x.subarray(range.from, range.to);
  return {
    rows: range.to - range.from,
    columns: [
      times(cut(plan.bars.time)),
      number('signal', Float64Array.from(vote.subarray(range.from, range.to))),
      number('exp_return', cut(edge)),
      number('sigma', cut(sigma)),
      number(
        'z_edge',
        cut(edge).map((e, i) => e / sigma[range.from + i]),
      ),
      number('refused', Float64Array.from(result.details?.refused.subarray(range.from, range.to) ?? [])),
      text(
        'outcome',
        Array.from(result.details?.outcome.subarray(range.from, range.to) ?? [], (code) => OUTCOMES[code]),
      ),
    ],
  };
}

/** The symbol of each pooled row. */
export function symbolColumn({ panel }: Plan, { from, to }: Range): TableColumn {
  const texts = panel.members.map(({ symbol }) => symbol);
  return { name: 'symbol', kind: 'text', values: panel.pooled().memberOf.subarray(from, to), texts };
}
