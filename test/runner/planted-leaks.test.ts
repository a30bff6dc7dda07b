import assert from 'node:assert/strict';
import type { Room } from '../../src/core/contracts/common.ts';
import type { Component } from '../../src/core/contracts/component.ts';
import type { Problem } from '../../src/core/problem.ts';
import { csvOfBars, hourlyBars, onFile, rowsBefore, SMALL } from '../e2e/_small.ts';
import { finishedOf, refusalOf } from './_here.ts';
import {
  calibratorOnTest,
  keeper,
  LEAKING_FEATURES,
  overlappingSplit,
  stoppedOnTest,
  wholeSampleGate,
} from './_leaks.ts';
import { registryWith } from './_planted.ts';

const WITH_FEATURE = SMALL.replace('features:\n', 'features:\n  odd: { type: planted }\n').replace(
  '[ret, rsi]',
  '[ret, rsi, odd]',
);

/** What the audit inside a run says, by the node it names. */
async function caught(
  text: string,
  planted: { readonly [room in Room]?: Component },
  files: { readonly [path: string]: string } = {},
): Promise<readonly (readonly [string, string])[]> {
  const { problems, exit } = await refusalOf(finishedOf(text, { registry: registryWith(planted), files }));
  assert.equal(exit, 1);
  return problems.map((problem: Problem) => {
    assert.equal(problem.code, 'RUN_AUDIT', problem.message);
    return [problem.path.join('.'), problem.message] as const;
  });
}

const names = (found: Awaited<ReturnType<typeof caught>>, node: RegExp, says: RegExp): void =>
  assert.ok(
    found.some(([at, message]) => node.test(at) && says.test(message)),
    JSON.stringify(found),
  );

/** Rates every 8 hours from 2024-01-01 on, each another one. */
const FUNDING = `timestamp,funding_rate\n${Array.from({ length: 560 }, (_, i) => `${1_704_067_200_000 + i * 28_800_000},${(0.0001 * ((i * 37) % 19)) / 10}`).join('\n')}\n`;

describe('a leak as pipelines have them', () => {
  for (const name of ['resample stamped too early', 'as-of join off by one', 'target encoding']) {
    it(`${name}: the feature reads its future`, async () => {
      const found = await caught(WITH_FEATURE, { features: LEAKING_FEATURES[name] });
      names(found, /^features\.odd$/, /reads its future/);
    });
  }

  it('funding known early: the feature reads its future', async () => {
    const text = onFile('bars.csv')
      .replace('features:\n', 'features:\n  odd: { type: planted, of: funding_rate }\n')
      .replace('[ret, rsi]', '[ret, rsi, odd]')
      .replace('  interval: 1h\n', '  interval: 1h\n  funding: { type: csv, path: ./funding.csv }\n');
    const files = { 'funding.csv': FUNDING, 'data/bars.csv': csvOfBars(hourlyBars(rowsBefore(5))) };
    const found = await caught(text, { features: LEAKING_FEATURES['funding known early'] }, files);
    names(found, /^features\.odd$/, /reads its future/);
  });

  it('a calibrator that is fitted with its own test window', async () => {
    const text = WITH_FEATURE.replace('cal: { type: linear', 'cal: { type: planted');
    const found = await caught(text, { features: keeper, calibrators: calibratorOnTest });
    names(found, /^calibrators\.cal/, /has fitted changed with the bars from row \d+ on/);
  });

  it('a model that is stopped by its test window', async () => {
    const text = WITH_FEATURE.replace('lin: { type: ridge', 'lin: { type: planted');
    const found = await caught(text, { features: keeper, models: stoppedOnTest });
    names(found, /^models\.lin/, /has fitted changed with the bars from row \d+ on/);
  });

  it('a gate that is fitted on the whole sample', async () => {
    const text = SMALL.replace('gates:\n', 'gates:\n  odd: { type: planted }\n');
    names(await caught(text, { gates: wholeSampleGate }), /^gates$/, /changed with the bars from row \d+ on/);
  });

  it('a split whose train window runs into the test window', async () => {
    const text = SMALL.replace('split: { type: walk_forward', 'split: { type: planted');
    names(await caught(text, { split: overlappingSplit }), /^split$/, /window meets a later window of its fold/);
  });
});
