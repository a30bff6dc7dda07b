import type { Suspicion, Verdict } from '../critic/critic.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { volatile } from './volatile.ts';

/** The critic's answer: headline, doubts with evidence and the key to change, and what was found in order. */
export function verdictSection(
  { headline, level, suspicions, passed }: Verdict,
  ofHistory: readonly Suspicion[],
): Markup {
  const history =
    ofHistory.length === 0
      ? undefined
      : markup`<p class="soft">And the history of this experiment says:</p>${ofHistory.map(doubt)}`;
  return markup`<section id="verdict" class="verdict ${level}" aria-labelledby="verdict-title"><h2 id="verdict-title">${headline}</h2>
<p class="lede">A critic put ${suspicions.length + passed.length} questions to this run. It can only find reasons to doubt: a clean verdict is no proof, and every setting tried on the same data makes it worth less.</p>
${suspicions.map(doubt)}${volatile('history', history)}
${passed.length === 0 ? undefined : markup`<details><summary>${passed.length} questions found nothing wrong</summary><ul>${passed.map((text) => markup`<li>${text}</li>`)}</ul></details>`}</section>`;
}

function doubt({ id, level, title, evidence, key, advice }: Suspicion): Markup {
  return markup`<div class="doubt" id="doubt-${id}"><h3><span class="level ${level}">${level}</span> ${title}</h3><p>${evidence}</p><p class="soft">Look at <code>${key}</code>: ${advice}</p></div>`;
}
