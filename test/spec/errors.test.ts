import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Refusal } from '../../src/core/problem.ts';
import { renderProblems } from '../../src/core/render-problem.ts';
import { registry } from '../../src/runner/registry.ts';
import { loadSpec } from '../../src/spec/load.ts';

const CASES = resolve(import.meta.dirname, '../../../test/golden/errors');

/** What a user sees for the spec of a case; paths relative to the case. */
async function told(folder: string): Promise<string> {
  const file = join(folder, 'spec.yml');
  const sets = existsSync(join(folder, 'sets.txt'))
    ? readFileSync(join(folder, 'sets.txt'), 'utf8').trim().split('\n')
    : [];
  try {
    await loadSpec({ file, sets, registry });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    assert.equal(error.exit, 2);
    const shown = relative(process.cwd(), folder);
    return `${renderProblems(error.problems, false).replaceAll(`${folder}/`, '').replaceAll(`${shown}/`, '')}\n`;
  }
  return 'accepted\n';
}

describe('golden errors', () => {
  for (const name of readdirSync(CASES).sort()) {
    it(`tells what is wrong: ${name}`, async () => {
      const folder = join(CASES, name);
      const text = await told(folder);
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(folder, 'expected.txt'), text);
      assert.notEqual(text, 'accepted\n');
      assert.equal(text, readFileSync(join(folder, 'expected.txt'), 'utf8'));
    });
  }

  it('are drawn without colours unless asked for', () => {
    const problem = { code: 'USAGE', path: ['a', 'b.c'], message: 'x', hint: 'y' } as const;
    assert.equal(renderProblems([problem], false), 'USAGE\n  a[b.c]: x\n  hint: y');
    assert.ok(renderProblems([problem], true).includes('\u001b['));
  });
});
