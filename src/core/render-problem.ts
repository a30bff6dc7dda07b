import { styleText } from 'node:util';
import type { Problem } from './problem.ts';

type Style = Parameters<typeof styleText>[0];

/** Problems as people read them: place and code, path and fact, source lines with caret, expected, found, hint. */
export function renderProblems(problems: readonly Problem[], color: boolean): string {
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  return problems.map((problem) => renderProblem(problem, paint)).join('\n\n');
}

function renderProblem(problem: Problem, paint: (style: Style, text: string) => string): string {
  const { place, code, path, message, excerpt } = problem;
  const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column} `;
  const lines = [
    `${where}${paint('red', code)}`,
    `  ${path.length === 0 ? '' : `${paint('bold', pathText(path))}: `}${message}`,
  ];
  if (excerpt !== undefined) lines.push('', excerpt);
  const facts = (['expected', 'found', 'hint'] as const).flatMap((key) => {
    const fact = problem[key];
    return fact === undefined ? [] : [`  ${key === 'hint' ? paint('cyan', key) : key}: ${fact}`];
  });
  if (facts.length > 0) lines.push(...(excerpt === undefined ? [] : ['']), ...facts);
  return lines.join('\n');
}

/** `search.space[gates.z.min].low`: keys that hold dots stand in brackets. */
export function pathText(path: readonly string[]): string {
  return path.reduce((text, key) => (key.includes('.') ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '');
}
