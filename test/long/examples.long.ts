import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { example, freshWorkspace } from '../e2e/_assay.ts';
import type { RunJson } from '../e2e/_assay.ts';
import { readFileSync } from 'node:fs';

const FOLDER = resolve(import.meta.dirname, '../../../experiments');
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => name.slice(0, -4))
  .sort();

describe('every example', function () {
  this.timeout(3_600_000);
  const w = freshWorkspace((ws) => {
    for (const name of names) ws.write(`${name}.yml`, example(name));
    for (const beside of ['presets', 'universes'])
      for (const name of readdirSync(resolve(FOLDER, beside)))
        ws.write(`${beside}/${name}`, readFileSync(resolve(FOLDER, beside, name), 'utf8'));
  });

  for (const name of names) {
    it(`${name} audits and verifies clean`, function () {
      const { code, stdout, stderr } = w().assay('run', `${name}.yml`, '--json');
      if (code === 1 && /DATA_FILE/.test(stderr)) {
        console.log(`      skipped: ${name} reads files that are not shipped`);
        this.skip();
      }
      assert.equal(code, 0, stderr);
      const { folder } = JSON.parse(stdout) as RunJson;
      const audit = w().json('audit', `${name}.yml`) as {
        readonly findings: readonly unknown[];
        readonly checks: number;
      };
      assert.deepEqual(audit.findings, []);
      assert.ok(audit.checks > 0);
      const verified = w().json('verify', folder) as { readonly same: boolean };
      assert.equal(verified.same, true);
    });
  }
});
