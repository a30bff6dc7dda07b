import { missingShare } from '../facts/account.ts';
import { counted, grouped, moment, percent } from '../format.ts';
import { tightestGate } from './suspicion.ts';
import type { Check } from './suspicion.ts';

/** What is missing from the run: bars, segments, decisions, metrics. */
export const DATA_CHECKS: readonly Check[] = [
  {
    id: 'look_ahead',
    ask: ({ input }) => {
      const { audit } = input;
      if (audit === undefined) return undefined;
      if (audit.findings === 0)
        return `no look-ahead in ${grouped(audit.checks)} checks at ${counted(audit.moments, 'random moment')}`;
      return {
        level: 'serious',
        title: 'Something knew its future',
        evidence: `${counted(audit.findings, 'finding')} in ${grouped(audit.checks)} checks.`,
        key: 'features',
        advice: 'Run the audit for the names; nothing below counts until it is mended.',
      };
    },
  },
  {
    id: 'withheld',
    ask: ({ input }) => {
      const withheld = input.metrics.filter((m) => m.value === null);
      if (withheld.length === 0) return `all ${input.metrics.length} metrics have the samples they need`;
      return {
        level: withheld.length > input.metrics.length / 3 ? 'caution' : 'note',
        title: `${counted(withheld.length, 'metric')} of ${input.metrics.length} withheld`,
        evidence: `${withheld.map((m) => `${m.name}: ${m.withheld ?? 'not defined'}`).join('; ')}.`,
        key: 'data.range',
        advice: 'A longer test gives them the samples that they need.',
      };
    },
  },
  {
    id: 'few_accepted',
    ask: (facts) => {
      const { decisions, accepted } = facts.input.totals;
      if (decisions === 0 || facts.input.gates.length === 0) return undefined;
      const share = accepted / decisions;
      const seen = `the gates passed ${percent(share, 1)} of ${counted(decisions, 'decision')}`;
      if (share >= 0.01) return seen;
      return {
        level: 'caution',
        title: 'Nearly all decisions were refused',
        evidence: `T${seen.slice(1)}; ${tightestGate(facts).replace('gates.', '')} refused most. Thresholds that let so little through are easily fitted to luck.`,
        key: tightestGate(facts),
        advice: 'Look at the quantile profile: does the result rise towards the threshold, or only behind it?',
      };
    },
  },
  {
    id: 'dropped_segment',
    ask: ({ input }) => {
      const { dropped } = input.run;
      if (dropped === undefined) return undefined;
      return {
        level: 'note',
        title: 'A partial last segment was dropped',
        evidence: `${moment(dropped.from, true)} to ${moment(dropped.to, true)} is shorter than a test window and was not traded.`,
        key: 'data.range.to',
        advice: 'Move the end of the range to a whole test window.',
      };
    },
  },
  {
    id: 'missing_bars',
    ask: ({ input }) => {
      const { clean } = input.run;
      const share = missingShare(input.run);
      if (clean.missing_bars === 0) return 'no bars are missing';
      const seen = `${counted(clean.missing_bars, 'bar')} missing in ${counted(clean.gaps, 'gap')} (${percent(share)}), ${grouped(clean.filled_bars)} filled`;
      if (share < 0.01) return seen;
      return {
        level: 'caution',
        title: 'The data have holes',
        evidence: `${seen}. Filled bars look calm, and nobody could have traded in them.`,
        key: 'data.clean',
        advice: 'Use another source for the missing time, or leave it out of the range.',
      };
    },
  },
  {
    id: 'open_at_end',
    ask: ({ input }) => {
      const { trades } = input;
      if (trades === undefined || !trades.reason.includes('end_of_data')) return undefined;
      return {
        level: 'note',
        title: 'The last trade was closed by the end of the data',
        evidence: 'It would still be open; its result is marked at the last close.',
        key: 'data.range.to',
        advice: 'Nothing to change: know it when you count trades.',
      };
    },
  },
];
