import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { example, sharedWorkspace } from '../e2e/_assay.ts';
import { SMALL } from '../e2e/_small.ts';

describe('the command line', () => {
  const w = sharedWorkspace((ws) => ws.write('small.yml', SMALL));
  const cases: readonly { readonly args: readonly string[]; readonly code: number; readonly says: RegExp }[] = [
    { args: ['check', 'small.yml'], code: 0, says: /ok/ },
    { args: ['check', 'nowhere.yml'], code: 2, says: /SPEC_FILE/ },
    { args: ['check', 'small.yml', '--set', 'features.rsi.windw=3'], code: 2, says: /did you mean "window"/ },
    { args: ['run', 'small.yml', '--set', 'features.rsi.window=abc'], code: 2, says: /features\.rsi\.window/ },
    {
      args: ['run', 'small.yml', '--set', 'features.rsi.window=99999'],
      code: 1,
      says: /RUN_FEATURE\n {2}features\.rsi/,
    },
    { args: ['run', 'small.yml', '--from', 'yesterday'], code: 2, says: /--from takes a date/ },
    { args: ['run', 'small.yml', '--from', '2030-01-01'], code: 2, says: /no traded bar lies between/ },
    {
      args: ['run', 'small.yml', '--from', '2024-05-01', '--to', '2024-04-01'],
      code: 2,
      says: /no traded bar lies between/,
    },
    { args: ['run', 'small.yml', '--jobs', '0'], code: 2, says: /--jobs takes a whole number/ },
    { args: ['run', 'small.yml', '--feed', 'warp'], code: 2, says: /precomputed, live/ },
    { args: ['audit', 'small.yml', '--times', 'many'], code: 2, says: /--times takes a whole number/ },
    { args: ['cache', 'burn'], code: 2, says: /ls, prune or verify/ },
    { args: ['components', 'kitchens'], code: 2, says: /no room named/ },
    { args: ['dance'], code: 2, says: /unknown command/ },
    { args: ['live', 'small.yml', '--paper'], code: 2, says: /places no orders/ },
    { args: ['run'], code: 2, says: /missing required argument/ },
    { args: ['--help'], code: 0, says: /Usage/ },
    { args: ['--version'], code: 0, says: /^\d/ },
  ];
  for (const { args, code, says } of cases) {
    it(`assay ${args.join(' ')} ends with ${code}`, () => {
      const told = w().assay(...args);
      assert.equal(told.code, code, told.stderr);
      assert.match(code === 0 ? told.stdout : told.stderr, says);
      assert.doesNotMatch(told.stderr, /\n {4}at /);
    });
  }

  it('shows the place of a problem that only the run finds', () => {
    const { stderr } = w().assay('run', 'small.yml', '--set', 'data.range.to=2024-02-01');
    assert.match(stderr, /small\.yml:\d+:\d+ RUN_SPLIT/);
  });

  it('says a problem once, on stderr, and nothing on stdout', () => {
    const { stdout, stderr } = w().assay('run', 'small.yml', '--json', '--set', 'labels.h4.horizon=5000');
    assert.equal(stdout, '');
    assert.equal(stderr.match(/known in no row/g)?.length, 1);
  });

  it('writes a new experiment that checks and overwrites nothing', () => {
    assert.equal(w().assay('init', 'mine.yml', '--from', 'rsi-rule').code, 0);
    assert.equal(w().assay('check', 'mine.yml').code, 0);
    assert.ok(existsSync(w().path('experiment.schema.json')));
    assert.equal(w().assay('init', 'mine.yml').code, 2);
    assert.match(w().read('mine.yml'), /name: mine/);
  });

  it('lists rooms, components and keys', () => {
    const rooms = w().json('components') as { room: string }[];
    assert.ok(rooms.some(({ room }) => room === 'features'));
    const gates = w().json('components', 'gates') as { type: string }[];
    assert.ok(gates.some(({ type }) => type === 'expected_value'));
    const { keys } = w().json('components', 'features', 'rsi') as { keys: { key: string }[] };
    assert.ok(keys.some(({ key }) => key === 'window'));
  });

  it('ends quietly where whoever reads its pipe has seen enough', async () => {
    const { child, done } = w().start('schema');
    child.stdout?.destroy();
    const { code, stderr } = await done;
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('prints the editor schema', () => {
    const { stdout } = w().assay('schema');
    assert.ok('properties' in (JSON.parse(stdout) as object) || '$defs' in (JSON.parse(stdout) as object));
  });

  it('tells of the bars of a spec', () => {
    const facts = w().json('data', 'small.yml') as { rows: number; gaps: number };
    assert.deepEqual([facts.rows, facts.gaps], [4368, 0]);
  });

  it('checks the examples as they are shipped', () => {
    for (const name of ['quickstart', 'rsi-rule', 'kraken-walk-forward', 'kraken-walk-forward-synthetic']) {
      w().write(`${name}.yml`, example(name));
      assert.equal(w().assay('check', `${name}.yml`).code, 0, name);
    }
  });
});
