import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Refusal } from '../core/problem.ts';
import { compareRuns } from '../history/compare.ts';
import { comparisonMarkup } from '../history/comparison-page.ts';
import { parseCondition } from '../history/condition.ts';
import { readIndex } from '../history/run-index.ts';
import type { IndexLine } from '../history/run-index.ts';
import { selectRuns } from '../history/select-runs.ts';
import { readRun } from '../history/stored-run.ts';
import { markup } from '../report/markup.ts';
import { viewPage, VIEW_STYLE } from './page.ts';
import { runningPage } from './running-page.ts';
import { runPage, runsPage } from './runs-page.ts';
import { sweepNames, sweepPage, sweepsPage } from './sweeps.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** A report brings scripts of its own: it gets another policy. */
  readonly report?: boolean;
}

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

/** The only files of a run that are served, by name. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['report.html', HTML],
  ['metrics.json', 'application/json'],
  ['run.json', 'application/json'],
  ['resolved.yml', TEXT],
  ['spec.yml', TEXT],
  ['segments.csv', TEXT],
  ['trades.csv', TEXT],
  ['orders.csv', TEXT],
]);

const html = (body: string, status = 200): Answer => ({ status, type: HTML, body });

/** What an address holds. Names in it are only ever looked up among those that exist, never joined to a path unseen. */
export async function answerTo(results: string, url: URL): Promise<Answer> {
  const parts = partsOf(url.pathname);
  if (parts === undefined) return notFound();
  const [page, ...rest] = parts;
  if (page === undefined) return runsList(results, url.searchParams);
  if (page === 'style.css' && rest.length === 0)
    return { status: 200, type: 'text/css; charset=utf-8', body: VIEW_STYLE };
  if (page === 'running' && rest.length === 0) return html(runningPage(results));
  if (page === 'compare' && rest.length === 0) return comparison(results, url.searchParams.getAll('run'));
  if (page === 'sweeps') return sweeps(results, rest);
  if (page === 'runs' && (rest.length === 2 || rest.length === 3)) return run(results, rest);
  return notFound();
}

function partsOf(path: string): readonly string[] | undefined {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

const notFound = (): Answer =>
  html(viewPage({ title: 'Not found' }, markup`<section><p>There is nothing at this address.</p></section>`), 404);

const badRequest = (message: string): Answer =>
  html(viewPage({ title: 'Not understood' }, markup`<section><p>${message}</p></section>`), 400);

const indexOf = (results: string): readonly IndexLine[] => readIndex(results, { write: false });

async function runsList(results: string, query: URLSearchParams): Promise<Answer> {
  const experiment = query.get('experiment')?.trim() ?? '';
  const limit = Number(query.get('limit') ?? 100);
  if (!Number.isInteger(limit) || limit < 0) return badRequest('The number of runs is a whole number; 0 shows all.');
  try {
    const texts = query.getAll('where').flatMap((text) => text.trim().split(/\s+(?=[A-Za-z_][\w.]*\s*[<>=!])/));
    const where = texts.filter((text) => text !== '').map((text) => parseCondition('condition', text));
    const all = indexOf(results);
    const lines = await selectRuns(all, { experiment: experiment === '' ? undefined : experiment, where, limit });
    return html(runsPage(lines, all.length, { experiment, where, limit }));
  } catch (error) {
    if (error instanceof Refusal)
      return badRequest(
        error.problems.map(({ message, expected }) => `${message}; expected ${expected ?? 'something else'}`).join(' '),
      );
    throw error;
  }
}

function comparison(results: string, names: readonly string[]): Answer {
  const chosen = indexOf(results).filter((line) => names.includes(line.run));
  if (chosen.length < 2) return badRequest('A comparison takes two runs or more.');
  const [first, ...others] = chosen.map((line) => readRun(join(results, line.run)));
  return html(
    viewPage(
      { title: `Compared with ${first.experiment}/${first.name}` },
      others.map((other) => comparisonMarkup(compareRuns(first, other))),
    ),
  );
}

function sweeps(results: string, rest: readonly string[]): Answer {
  if (rest.length === 0) return html(sweepsPage(results));
  const found = sweepNames(results).find(
    ({ experiment, name }) => rest.length === 2 && experiment === rest[0] && name === rest[1],
  );
  return found === undefined ? notFound() : html(sweepPage(results, found));
}

function run(results: string, [experiment, name, file]: readonly string[]): Answer {
  const line = indexOf(results).find((known) => known.run === `${experiment}/${name}`);
  if (line === undefined) return notFound();
  const folder = join(results, line.run);
  if (file === undefined)
    return html(
      runPage(
        line,
        [...FILES.keys()].filter((known) => existsSync(join(folder, known))),
      ),
    );
  const type = FILES.get(file);
  if (type === undefined) return notFound();
  const content = inside(results, join(folder, file));
  return content === undefined ? notFound() : { status: 200, type, body: content, report: file === 'report.html' };
}

/** The bytes of a file that really lies below the results folder, wherever links in it may point. */
function inside(results: string, path: string): Uint8Array | undefined {
  try {
    return realpathSync(path).startsWith(realpathSync(results) + sep) ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
