import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../history/csv-columns.ts';
import type { CsvColumns } from '../history/csv-columns.ts';
import { experimentNames } from '../history/find-run.ts';
import { fourDigits } from '../history/wording.ts';
import { isFolder } from '../history/stored-run.ts';
import { markup } from '../report/markup.ts';
import type { Content } from '../report/markup.ts';
import { addressOf, viewPage, viewTable } from './page.ts';

/** A sweep folder by the names in its address. */
export interface SweepName {
  readonly experiment: string;
  readonly name: string;
}

const folderOf = (results: string, { experiment, name }: SweepName): string =>
  join(results, experiment, 'sweeps', name);

/** Sweeps of all experiments, newest first. */
export function sweepNames(results: string): readonly SweepName[] {
  return experimentNames(results)
    .flatMap((experiment) => {
      const home = join(results, experiment, 'sweeps');
      if (!isFolder(home)) return [];
      return readdirSync(home, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [{ experiment, name: entry.name }] : [],
      );
    })
    .sort((a, b) => (a.name > b.name ? -1 : a.name < b.name ? 1 : 0));
}

export function sweepsPage(results: string): string {
  const rows = sweepNames(results).map((sweep): readonly Content[] => {
    const trials = trialsOf(results, sweep);
    return [
      markup`<a href="${addressOf('sweeps', sweep.experiment, sweep.name)}">${sweep.experiment} ${sweep.name}</a>`,
      trials === undefined ? 'not finished' : String(trials.rows),
    ];
  });
  const table =
    rows.length === 0
      ? markup`<p>No sweeps yet.</p>`
      : viewTable('Sweeps, newest first', [{ title: 'sweep' }, { title: 'trials', numeric: true }], rows);
  return viewPage({ title: 'Sweeps' }, markup`<section>${table}</section>`);
}

/** How far to believe the best trial of a sweep, and its trial table. */
export function sweepPage(results: string, sweep: SweepName): string {
  const title = `Sweep of ${sweep.experiment}`;
  const trials = trialsOf(results, sweep);
  if (trials === undefined)
    return viewPage(
      { title, refresh: 5 },
      markup`<section><p>${sweep.name} is not finished: its trial table is written at the end. See <a href="/running">what runs</a>.</p></section>`,
    );
  const report = jsonOf(join(folderOf(results, sweep), 'report.json'));
  const names = [...trials.columns.keys()];
  const rows = Array.from({ length: trials.rows }, (_, row) =>
    names.map((name) => shown(trials.columns.get(name)?.[row] ?? '')),
  );
  const best =
    typeof report['best'] === 'number' ? `Best: trial ${report['best']}.` : 'No trial is complete and feasible.';
  const columns = names.map((name, i) => ({
    title: name,
    numeric: i > 2 && name !== 'error',
    whole: name === 'error',
  }));
  return viewPage(
    { title },
    markup`<section><p>${sweep.name}. ${best}</p>${honesty(report['honesty'])}${viewTable(`${trials.rows} trials`, columns, rows)}</section>`,
  );
}

const HONESTY = [
  ['everTried', 'trials ever tried on these data'],
  ['allowedFor', 'of them independent'],
  ['sharpe', 'Sharpe of the best, per day'],
  ['luck', 'what luck gives the best of as many'],
  ['psr', 'probability that it is above 0 (PSR)'],
  ['dsr', 'probability that it is above that luck (DSR)'],
  ['pbo', 'probability of overfitting (PBO)'],
  ['haircut', 'haircut of the Sharpe ratio'],
] as const;

function honesty(report: unknown): Content {
  if (typeof report !== 'object' || report === null) return undefined;
  const facts = HONESTY.flatMap(([name, title]): [string, string][] => {
    const fact = (report as { readonly [key: string]: unknown })[name];
    if (typeof fact === 'number') return [[title, fourDigits(fact)]];
    if (typeof fact !== 'object' || fact === null || !('value' in fact)) return [];
    const withheld = 'withheld' in fact ? `withheld: ${String(fact.withheld)}` : 'withheld';
    return [[title, typeof fact.value === 'number' ? fourDigits(fact.value) : withheld]];
  });
  return markup`<dl class="facts">${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

const shown = (text: string): string =>
  text !== '' && Number.isFinite(Number(text)) ? fourDigits(Number(text)) : text;

function trialsOf(results: string, sweep: SweepName): CsvColumns | undefined {
  const file = join(folderOf(results, sweep), 'trials.csv');
  return existsSync(file) ? readCsv(readFileSync(file, 'utf8')) : undefined;
}

function jsonOf(file: string): { readonly [key: string]: unknown } {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as { [key: string]: unknown }) : {};
  } catch {
    return {};
  }
}
