import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import type { Param, Params } from '../../src/core/params.ts';
import { registry } from '../../src/runner/registry.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { generatedValidator } from '../../src/spec/types-of.ts';
import { fieldsOf } from '../../src/spec/nouns.ts';
import { ROOT, listComponents } from '../../src/tools/components.ts';
import { exampleValues } from '../../src/tools/example.ts';
import { differing, generate } from '../../src/tools/gen.ts';

const EXPERIMENTS = readdirSync(join(ROOT, 'experiments')).filter((name) => name.endsWith('.yml'));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** A canonical value that breaks a bound of the parameter, or its type. */
function badValue(param: Param): unknown {
  const { canonical } = param;
  for (const [key, beyond] of [
    ['minimum', -1],
    ['exclusiveMinimum', 0],
    ['maximum', 1],
    ['exclusiveMaximum', 0],
  ] as const) {
    if (typeof canonical[key] === 'number') return canonical[key] + beyond;
  }
  if (Array.isArray(canonical['enum'])) return 'no_such_choice';
  return canonical['type'] === 'string' ? 7 : Object.keys(canonical).length === 0 ? undefined : 'text';
}

describe('gen', () => {
  it('has written all it would write: run "npm run gen" and commit', async () => {
    assert.deepEqual(await differing(await generate()), []);
  });

  it('gives validators that take plausible values and refuse each bad one', async () => {
    for (const { room, component } of await listComponents()) {
      const accepts = await generatedValidator(room, component.type);
      const fields: Params = fieldsOf(room, component);
      const good = exampleValues(fields);
      assert.ok(accepts(good), `${room}/${component.type}: ${JSON.stringify(accepts.errors)}`);
      assert.ok(!accepts({ ...good, no_such_key: 1 }), `${room}/${component.type}: unknown key`);
      for (const [key, param] of Object.entries(fields)) {
        const bad = badValue(param);
        if (bad !== undefined)
          assert.ok(!accepts({ ...good, [key]: bad }), `${room}/${component.type}.${key}: ${JSON.stringify(bad)}`);
        if (!param.optional)
          assert.ok(
            !accepts(Object.fromEntries(Object.entries(good).filter(([k]) => k !== key))),
            `${room}/${component.type}: ${key} missing`,
          );
      }
    }
  });

  it('gives validators and specs that need no ajv at run time', () => {
    const index = read('src/generated/validators/index.ts');
    for (const [, path] of index.matchAll(/import\('\.\/(.+?)'\)/g))
      assert.doesNotMatch(read(`src/generated/validators/${path}`), /\bimport\b|require\(/);
  });
});

describe('editor schema', () => {
  const schema = JSON.parse(read('experiments/experiment.schema.json')) as object;
  const accepts = new Ajv({ strict: false, allErrors: true }).compile(schema);

  for (const name of EXPERIMENTS) {
    it(`accepts ${name}, as the loader does`, async () => {
      assert.ok(accepts(parse(read(`experiments/${name}`))), JSON.stringify(accepts.errors));
      await loadSpec({ file: join(ROOT, 'experiments', name), registry });
    });
  }

  it('refuses unknown keys, unknown types and values of the wrong shape', () => {
    const spec = (): { features: { rsi: object } } =>
      parse(read('experiments/rsi-rule.yml')) as { features: { rsi: object } };
    for (const rsi of [
      { type: 'rsi', windw: 14 },
      { type: 'rsx' },
      { type: 'rsi', window: 0 },
      { type: 'rsi', window: '1M' },
    ]) {
      assert.ok(!accepts({ ...spec(), features: { rsi } }), JSON.stringify(rsi));
    }
    assert.ok(!accepts({ ...spec(), featurs: {} }));
  });

  it('asks for required keys only where nothing is extended', () => {
    assert.ok(!accepts({ name: 'x' }));
    assert.ok(
      accepts({ extends: ['rsi-rule.yml'], name: 'x', search: null, features: { rsi: { window: 7 } } }),
      JSON.stringify(accepts.errors),
    );
  });
});
