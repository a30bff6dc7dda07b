import assert from 'node:assert/strict';
import type { Component } from '../../src/core/contracts/component.ts';
import type { Problem } from '../../src/core/problem.ts';
import { SMALL } from '../e2e/_small.ts';
import { finishedOf, refusalOf } from './_here.ts';
import { CHEATS, labelCopy, peekingGate, peekingSignal, registryWith, shortSpan } from './_planted.ts';

const WITH_FEATURE = SMALL.replace('features:\n', 'features:\n  odd: { type: planted }\n').replace(
  '[ret, rsi]',
  '[ret, rsi, odd]',
);

const withFeature = (feature: Component) => ({ registry: registryWith({ features: feature }) });

/** The refusals of a run, each of the audit, with the place of the node in the spec. */
async function faults(text: string, options: Parameters<typeof finishedOf>[1]): Promise<readonly Problem[]> {
  const { problems, exit } = await refusalOf(finishedOf(text, options));
  assert.equal(exit, 1);
  for (const { code, place, found } of problems) {
    assert.equal(code, 'RUN_AUDIT');
    assert.match(String(place?.file), /spec\.yml$/);
    assert.match(String(found), /^row \d+ \(2024-/);
  }
  return problems;
}

describe('the audit inside a run', () => {
  it('finds nothing in an honest feature', async () => {
    const { audit, outcome } = await finishedOf(WITH_FEATURE, withFeature(CHEATS['honest']));
    assert.deepEqual(audit.findings, []);
    assert.ok(audit.checks > 50 && outcome.result.totals.trades > 0);
  });

  for (const name of ['look-ahead', 'centred window', 'full-range scaling', 'full-range mean', 'backward fill']) {
    it(`catches a feature that knows its future: ${name}`, async () => {
      const problems = await faults(WITH_FEATURE, withFeature(CHEATS[name]));
      const caught = problems.find(({ message }) => /reads its future|computed from those rows alone/.test(message));
      assert.equal(caught?.path.join('.'), 'features.odd');
      assert.match(String(caught.found), /column "odd"$/);
    });
  }

  it('names the first row that changed', async () => {
    const [problem] = await faults(WITH_FEATURE, withFeature(CHEATS['look-ahead']));
    const [, cut] = /from row (\d+) on/.exec(problem.message) ?? [];
    assert.equal(/row (\d+)/.exec(String(problem.found))?.[1], String(Number(cut) - 2));
  });

  for (const name of ['understated window', 'understated memory']) {
    it(`catches a reach that is stated too short: ${name}`, async () => {
      const [problem] = await faults(WITH_FEATURE, withFeature(CHEATS[name]));
      assert.equal(problem.path.join('.'), 'features.odd');
      assert.match(
        problem.message,
        /states (a window of 3 rows|agreement to 1e-9 after 50 rows), but computed from those rows alone it is/,
      );
      assert.match(String(problem.found), /column "odd"$/);
    });
  }

  it('catches a near copy of the label', async () => {
    const [problem] = await faults(WITH_FEATURE, withFeature(labelCopy));
    assert.equal(problem.path.join('.'), 'features.odd');
    assert.match(problem.message, /near copy of label "h4"/);
  });

  it('catches a label that reads beyond its span', async () => {
    const text = SMALL.replace('h4: { type: forward_return, horizon: 4 }', 'h4: { type: planted }');
    const [problem] = await faults(text, { registry: registryWith({ labels: shortSpan }) });
    assert.equal(problem.path.join('.'), 'labels.h4');
    assert.match(problem.message, /reads beyond its declared span/);
    assert.match(String(problem.found), /column "h4"$/);
  });

  it('catches a signal that looks ahead', async () => {
    const rule = SMALL.slice(0, SMALL.indexOf('labels:'));
    const text = `${rule.replace(/ {2}(ret|rsi|sigma): .*\n/g, '')}signals:\n  edge: { type: planted }\n${SMALL.slice(SMALL.indexOf('execution:')).replace(/evaluation.*\n/, '')}`;
    const [problem] = await faults(text, { registry: registryWith({ signals: peekingSignal }) });
    assert.equal(problem.path.join('.'), 'signals.edge');
    assert.match(String(problem.found), /column "direction"$/);
  });

  it('catches a gate that looks ahead', async () => {
    const text = SMALL.replace('gates:\n', 'gates:\n  odd: { type: planted }\n');
    const [problem] = await faults(text, { registry: registryWith({ gates: peekingGate }) });
    assert.equal(problem.path.join('.'), 'gates');
    assert.match(String(problem.found), /column "mask"$/);
  });

  it('never gets to run a label column used as feature', async () => {
    const { problems, exit } = await refusalOf(finishedOf(SMALL.replace('[ret, rsi]', '[ret, h4]')));
    assert.deepEqual([problems[0].code, exit], ['SPEC_LEAK', 2]);
    assert.match(String(problems[0].place?.line), /^\d+$/);
  });
});
