import { judge } from '../critic/critic.ts';
import { doubtsOfHistory } from '../critic/of-history.ts';
import type { Facts } from '../facts/facts.ts';
import type { Figure } from '../figures/figure.ts';
import { markup, trusted } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { curveSection, monthsSection, segmentsSection } from './account.ts';
import { diagnosticsSection } from './diagnostics.ts';
import { heading, metricsSection } from './heading.ts';
import { historySection } from './history.ts';
import { portfolioSection } from './portfolio.ts';
import { driftSection, importanceSection, slicesSection } from './regimes.ts';
import { calibrationSection, scoresSection } from './scores.ts';
import { STYLE } from './style.ts';
import { costsSection, gatesSection, tradesSection } from './trading.ts';
import { verdictSection } from './verdict.ts';
import { workSection } from './work.ts';
import { ZOOM_SCRIPT } from './zoom-script.ts';

/** Nothing is asked of any network, whatever a name in the page may hold. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** The whole page: verdict first, then from the result inwards to what made it. */
export function pageOf(facts: Facts, figures: ReadonlyMap<string, Figure>): string {
  const { input } = facts;
  const parts: readonly (readonly [string, Markup | undefined])[] = [
    ['Verdict', verdictSection(judge(facts), doubtsOfHistory(input.history))],
    ['Metrics', metricsSection(facts)],
    ['Equity', curveSection(facts, figures)],
    ['Segments', segmentsSection(facts, figures)],
    ['Months', monthsSection(facts, figures)],
    ['Portfolio', portfolioSection(input, figures)],
    ['Scores', scoresSection(facts, figures)],
    ['Diagnostics', diagnosticsSection(facts, figures)],
    ['Calibration', calibrationSection(facts, figures)],
    ['Gates', gatesSection(facts, figures)],
    ['Costs', costsSection(facts, figures)],
    ['Trades', tradesSection(facts, figures)],
    ['Regimes', slicesSection(facts, figures)],
    ['Importance', importanceSection(figures)],
    ['Drift', driftSection(facts, figures)],
    ['History', historySection(input)],
    ['Work', workSection(input)],
  ];
  const shown = parts.filter(([, content]) => content !== undefined);
  const links = shown.map(([name]) => markup`<a href="#${name.toLowerCase()}">${name}</a>`);
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}"><link rel="icon" href="data:,"><title>${input.run.name} ${input.run.digest.slice(0, 8)}</title><style>${trusted(STYLE)}</style></head>
<body>${heading(input)}<main><nav aria-label="Sections">${links}</nav>
${shown.map(([, content]) => markup`${content}\n`)}</main>
<footer>Decisions fall on the close of a bar and fill at the next open. Rates are fractions unless said otherwise; drawdowns are negative; bps are hundredths of a percent. The numbers behind each figure lie in <code>diagnostics/</code> beside this page.</footer>
<script>${trusted(ZOOM_SCRIPT)}</script></body></html>
`;
  return page.markup;
}
