import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findEngine } from '../../../src/runner/native/engines.ts';
import { openLibrary } from '../../../src/runner/native/library.ts';

describe('native engines', () => {
  let home: string;
  const before_ = { venv: process.env['VIRTUAL_ENV'], conda: process.env['CONDA_PREFIX'] };
  const file = (...parts: string[]): string => {
    const path = join(home, ...parts);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'not a library');
    return path;
  };
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'assay-engines-'));
  });
  afterEach(() => {
    set('VIRTUAL_ENV', before_.venv);
    set('CONDA_PREFIX', before_.conda);
    rmSync(home, { recursive: true, force: true });
  });

  it('are found in the active Python environment, with the version of their package', () => {
    const path = file('lib', 'python3.12', 'site-packages', 'lightgbm', 'lib', 'lib_lightgbm.so');
    file('lib', 'python3.12', 'site-packages', 'lightgbm-4.7.0.dist-info', 'RECORD');
    set('VIRTUAL_ENV', home);
    assert.deepEqual(findEngine('lightgbm', 'auto'), { name: 'lightgbm', path, place: 'pip', version: '4.7.0' });
  });

  it('are found in conda, with the version that conda has noted', () => {
    const path = file('lib', 'libxgboost.so');
    file('conda-meta', 'libxgboost-2.1.4-cuda_h0.json');
    set('VIRTUAL_ENV', undefined);
    set('CONDA_PREFIX', home);
    const found = findEngine('xgboost', 'auto');
    assert.deepEqual([found?.path, found?.place, found?.version], [path, 'conda', '2.1.4']);
  });

  it('are taken from where config.yml says and nowhere else; one alone is known by its bytes', () => {
    const path = file('mine', 'lib_lightgbm.so');
    const found = findEngine('lightgbm', path);
    assert.equal(found?.place, 'config.yml');
    assert.match(found?.version ?? '', /^sha256:[0-9a-f]{16}$/);
    assert.equal(findEngine('lightgbm', join(home, 'gone.so')), undefined);
  });

  it('that are no library fail with the words of the loader', async () => {
    await assert.rejects(
      openLibrary(file('lib_lightgbm.so')),
      /invalid ELF header|not a|file too short|Failed to load/i,
    );
  });
});
