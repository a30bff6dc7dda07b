import { counted, fixed, grouped, percent, signedGrouped, signedPercent } from '../format.ts';
import { netOf, tightestGate } from './suspicion.ts';
import type { Check } from './suspicion.ts';

const FEW = 30;
const TOO_FEW = 10;
const TOO_GOOD = 5;

/** Do the trades and their result mean anything? */
export const RESULT_CHECKS: readonly Check[] = [
  {
    id: 'few_trades',
    ask: (facts) => {
      const rows = facts.input.trades?.rows;
      if (rows === undefined) return undefined;
      if (rows >= FEW) return `${counted(rows, 'trade')}, at least ${FEW}`;
      return {
        level: rows < TOO_FEW ? 'serious' : 'caution',
        title: rows === 0 ? 'There are no trades' : `There are only ${counted(rows, 'trade')}`,
        evidence: `Under ${TOO_FEW} trades ratios are withheld; under ${FEW} any of them can be luck.`,
        key: tightestGate(facts),
        advice: 'Loosen what refuses most decisions, or test over a longer time.',
      };
    },
  },
  {
    id: 'ruined',
    ask: ({ input }) =>
      input.account.ruined
        ? {
            level: 'serious',
            title: 'The account was ruined',
            evidence: 'Equity fell to zero; nothing was traded after that.',
            key: 'portfolio.sizing.max_position',
            advice: 'Trade smaller, or limit the drawdown.',
          }
        : undefined,
  },
  {
    id: 'loss',
    ask: (facts) => {
      const net = netOf(facts);
      if ((facts.input.trades?.rows ?? 0) === 0) return undefined;
      if (net > 0) return `ends with a profit of ${grouped(net)}`;
      if ((facts.ladder?.break_even_bps ?? 0) > 0) return undefined; // the fee is the reason, and is named as such
      return {
        level: 'serious',
        title: 'The run loses money before fees',
        evidence: `Net result ${signedGrouped(net)} (${signedPercent(net / facts.input.account.cash)}); the trades gain ${fixed(facts.ladder?.gross_bps ?? NaN, 2)} bps each before all costs.`,
        key: 'signals',
        advice: 'The signal itself does not pay: no fee, size or exit mends that.',
      };
    },
  },
  { id: 'one_month', ask: (facts) => dominance(facts) },
  {
    id: 'few_best_trades',
    ask: ({ input, ladder }) => {
      const { trades } = input;
      if (trades === undefined || trades.rows < TOO_FEW || ladder === undefined) return undefined;
      const total = trades.net_pnl.reduce((sum, x) => sum + x, 0);
      if (total <= 0) return undefined;
      const top = Math.max(1, Math.floor(trades.rows / 100));
      const best = trades.net_pnl
        .toSorted()
        .toReversed()
        .slice(0, top)
        .reduce((sum, x) => sum + x, 0);
      const what = top === 1 ? 'The best trade' : `The best ${top} trades (1 in 100)`;
      if (best <= total / 2)
        return `${what.toLowerCase()} brought ${percent(best / total, 0)} of the profit, not over half`;
      return {
        level: 'caution',
        title: `${what} brought ${percent(best / total, 0)} of the profit`,
        evidence: `${signedGrouped(best)} of ${signedGrouped(total)}; without them the rest of ${grouped(trades.rows - top)} trades nets ${signedGrouped(total - best)}.`,
        key: 'execution.exits.take_profit',
        advice: 'See whether those trades were the edge or an event; a nearer target or a longer test would tell.',
      };
    },
  },
  {
    id: 'sharpe_is_luck',
    ask: (facts) => {
      const { input } = facts;
      if (netOf(facts) <= 0) return undefined;
      const psr = input.metrics.find((m) => m.name === 'psr');
      if (psr === undefined || psr.value === null) return undefined;
      if (psr.value >= 0.95) return `the Sharpe ratio is above 0 with probability ${percent(psr.value, 1)}`;
      return {
        level: 'caution',
        title: 'The Sharpe ratio may be luck',
        evidence: `Probability that it is above 0: ${percent(psr.value, 1)} (${counted(psr.samples, 'day')}); 95% is the usual bar.`,
        key: 'data.range',
        advice: 'Test over a longer time before changing anything else.',
      };
    },
  },
  {
    id: 'too_good',
    ask: ({ input }) => {
      const sharpe = input.metrics.find((m) => m.name === 'sharpe_daily');
      if (sharpe === undefined || sharpe.value === null || sharpe.value <= TOO_GOOD) return undefined;
      return {
        level: 'caution',
        title: 'Too good to be true',
        evidence: `A daily Sharpe ratio of ${fixed(sharpe.value, 1)} over ${counted(sharpe.samples, 'day')}; above ${TOO_GOOD} look for what the simulation forgives before what the strategy knows.`,
        key: 'execution',
        advice: 'Raise slippage and latency, and trade smaller: an edge that is there bends, one that is not breaks.',
      };
    },
  },
  {
    id: 'holding_beats_it',
    ask: (facts) => {
      const { holding, input } = facts;
      if (holding === undefined || (input.trades?.rows ?? 0) === 0) return undefined;
      const ret = netOf(facts) / input.account.cash;
      if (ret >= holding.ret)
        return `holding ${input.run.symbol} gave ${signedPercent(holding.ret)}, the run ${signedPercent(ret)}`;
      return {
        level: 'note',
        title: `Holding ${input.run.symbol} gave more`,
        evidence: `${signedPercent(holding.ret)} against ${signedPercent(ret)}, with a drawdown of ${percent(holding.drawdown, 1)} on the way.`,
        key: 'portfolio.side',
        advice: 'Compare risks, not returns alone: the run is not in the market all the time.',
      };
    },
  },
];

function dominance({ months, input }: Parameters<Check['ask']>[0]): ReturnType<Check['ask']> {
  const total = months.reduce((sum, m) => sum + m.pnl, 0);
  if (months.length < 2 || total <= 0 || input.trades?.rows === 0) return undefined;
  const best = months.reduce((a, b) => (b.pnl > a.pnl ? b : a));
  const share = best.pnl / total;
  const losing = months.filter((m) => m.pnl < 0).length;
  if (share <= 0.5) return `the best month (${best.month}) carries ${percent(share, 0)} of the profit, not over half`;
  return {
    level: months.length > 2 ? 'serious' : 'caution',
    title: `One month, ${best.month}, carries ${percent(share, 0)} of the profit`,
    evidence: `${signedGrouped(best.pnl)} of ${signedGrouped(total)}; the other ${counted(months.length - 1, 'month')} together ${signedGrouped(total - best.pnl)}, ${losing} of ${months.length} months lost. A mean of ${fixed(100 * (total / months.length / input.account.cash), 2)}% a month hides that.`,
    key: 'data.range',
    advice:
      'Run without that month, and over more months; a strategy that needs one market phase should know it by a gate.',
  };
}
