import assert from 'node:assert/strict';
import { nullControls } from '../../src/runner/audit/null.ts';
import type { Control } from '../../src/runner/audit/null.ts';
import { SMALL } from '../e2e/_small.ts';
import { openWorkspace } from '../e2e/_assay.ts';
import { here } from './_here.ts';
import type { HereOptions } from './_here.ts';
import { CHEATS, registryWith } from './_planted.ts';

const controlsOf = (text: string, options: HereOptions = {}): Promise<readonly Control[]> =>
  here(text, options, ({ opened, environment }) =>
    nullControls(opened, options.registry === undefined ? {} : { registry: options.registry }, environment),
  );

const LONGER = SMALL.replace('to: 2024-07-01', 'to: 2025-01-01');

describe('the audit on ground where the answer is known', () => {
  it('finds nothing on noise and on permuted labels, and the planted edge', async () => {
    const controls = await controlsOf(LONGER);
    assert.deepEqual(
      controls.map(({ ground, found, false_find }) => [ground, found, false_find]),
      [
        ['noise', false, false],
        ['permuted', false, false],
        ['planted', true, false],
      ],
    );
    const { planted, ic, t, p } = controls[2];
    assert.deepEqual(planted, { correlation: 0.08, horizon: 4 });
    assert.ok(Number(ic) > 0.03 && Number(t) > 2.3 && Number(p) < 0.01);
  });

  it('gives the same figures again', async () => {
    assert.deepEqual(await controlsOf(SMALL), await controlsOf(SMALL));
  });

  it('tells of a find on noise where a feature knows its future; permuted labels teach it nothing', async () => {
    const text = SMALL.replace('features:\n', 'features:\n  odd: { type: planted }\n').replace(
      '[ret, rsi]',
      '[ret, rsi, odd]',
    );
    const registry = registryWith({ features: CHEATS['look-ahead'] });
    const [noise, permuted] = await controlsOf(text, { registry });
    assert.deepEqual([noise.found, noise.false_find], [true, true]);
    assert.ok(Number(noise.ic) > 0.3);
    assert.ok(Math.abs(Number(permuted.ic)) < Math.abs(Number(noise.ic)));
  });

  it('pays generated funding where the bars of the spec stand in for missing files', async () => {
    const files = `  source: { type: csv, path: none.csv, missing: synthetic }\n  funding: { type: csv, path: none.csv }\n`;
    const controls = await controlsOf(SMALL.replace(/ {2}source: .*\n/, files));
    assert.deepEqual(
      controls.map(({ ground }) => ground),
      ['noise', 'permuted', 'planted'],
    );
  });

  it('has no permuted labels for rules, which learn nothing', async () => {
    const rule = SMALL.slice(0, SMALL.indexOf('labels:')).replace(/ {2}(ret|sigma): .*\n/g, '');
    const rest = SMALL.slice(SMALL.indexOf('execution:')).replace(/evaluation.*\n/, '');
    const text = `${rule}signals:\n  edge: { type: threshold, of: rsi, long_below: 30, short_above: 70 }\n${rest}`;
    const controls = await controlsOf(text);
    assert.deepEqual(
      controls.map(({ ground, ic }) => [ground, ic]),
      [
        ['noise', null],
        ['planted', null],
      ],
    );
  });

  it('is what `audit --null` prints', () => {
    const w = openWorkspace();
    try {
      w.write('small.yml', SMALL);
      const { clean, level, controls } = w.json('audit', 'small.yml', '--null') as {
        clean: boolean;
        level: number;
        controls: Control[];
      };
      assert.deepEqual([clean, level, controls.length], [true, 0.01, 3]);
      const told = w.assay('audit', 'small.yml', '--null', '--quiet');
      assert.equal(told.code, 0, told.stderr);
      assert.match(told.stdout, /^on +IC +t +p +net return +trades +Sharpe +found\nwhite noise /);
      assert.match(told.stdout, /permuted labels .*\nplanted edge /);
      assert.match(told.stdout, /planted: correlation 0\.08 with the return over 4 bars/);
    } finally {
      w.remove();
    }
  });
});
