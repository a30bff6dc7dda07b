/** Text that is HTML or SVG already. Everything else that enters a template is escaped. */
export interface Markup {
  readonly markup: string;
}

export type Content = Markup | string | number | undefined | readonly Content[];

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (c) => ESCAPES[c]).replaceAll(/(?![\t\n\r])\p{Cc}/gu, '\ufffd');
}

/** Template of HTML or SVG: names and texts stay text, whatever they hold; `undefined` is nothing. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = parts[0];
  for (let i = 0; i < values.length; i++) text += textOf(values[i]) + parts[i + 1];
  return { markup: text };
}

/** Marks text as markup that needs no escaping: styles, scripts, base64. */
export const trusted = (text: string): Markup => ({ markup: text });

function textOf(value: Content): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(textOf).join('');
}

/** JSON that may stand inside a script element. */
export function jsonMarkup(value: unknown): Markup {
  return trusted(JSON.stringify(value).replaceAll('<', '\\u003c'));
}
