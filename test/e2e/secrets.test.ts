import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { example, sharedWorkspace } from './_assay.ts';

describe('the user and password of a URL', () => {
  const w = sharedWorkspace();
  const SECRET = 'hunter2';
  const url = `https://bob:${SECRET}@example.org/x.csv`;

  it('in the notes reach no file of the run and no log, and the run verifies', () => {
    w().write('n.yml', example('rsi-rule').replace(/^notes: .*/m, `notes: "see ${url}"`));
    const { code, stdout, stderr } = w().assay('run', 'n.yml');
    assert.equal(code, 0, stderr);
    assert.ok(!`${stdout}${stderr}`.includes(SECRET));
    for (const root of ['results', 'logs']) {
      for (const name of readdirSync(w().path(root), { recursive: true })) {
        const path = join(w().path(root), String(name));
        if (statSync(path).isFile()) assert.ok(!readFileSync(path).includes(SECRET), path);
      }
    }
    assert.equal(w().assay('verify', 'rsi-rule/latest').code, 0);
  });

  it('taken for a path reach no error', () => {
    w().write('s.yml', example('rsi-rule').replace(/source: .*/, `source: { type: csv, path: "${url}" }`));
    const { code, stderr } = w().assay('run', 's.yml');
    assert.notEqual(code, 0);
    assert.match(stderr, /DATA_FILE/);
    assert.ok(!stderr.includes(SECRET), stderr);
  });
});
