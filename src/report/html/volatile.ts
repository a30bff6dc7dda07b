import { markup, trusted } from '../markup.ts';
import type { Content, Markup } from '../markup.ts';

/** Marks a part of the page that may differ between two runs of one spec; everything outside is the same bytes. */
export function volatile(name: string, content: Content): Markup {
  return markup`${trusted(`<!--volatile ${name}-->`)}${content}${trusted('<!--/volatile-->')}`;
}

/** The page without its volatile parts: what two runs of one spec share byte for byte. */
export function stableText(page: string): string {
  return page.replaceAll(/<!--volatile \w+-->[\s\S]*?<!--\/volatile-->/g, '');
}
