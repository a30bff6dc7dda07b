import assert from 'node:assert/strict';
import { parse, stringify } from 'yaml';
import type { Feature } from '../../src/core/contracts/feature.ts';
import type { Params } from '../../src/core/params.ts';
import { listComponents } from '../../src/tools/components.ts';
import { writtenExample } from '../../src/tools/example.ts';
import { sharedWorkspace } from './_assay.ts';
import type { RunJson } from './_assay.ts';
import { SMALL } from './_small.ts';

/** What one has to write for a feature: the keys without a default. */
function writtenKeys(params: Params): Record<string, unknown> {
  const required = Object.entries(params).filter(([, param]) => param.default === undefined && !param.optional);
  const written = required.map(([key, param]) => [key, param.kind === 'list' ? [1, 4] : writtenExample(param)]);
  const keys = Object.fromEntries(written) as Record<string, unknown>;
  if ('fast' in keys) keys['fast'] = 4; // below slow
  if ('against' in keys) keys['against'] = 'volume'; // of itself it is constant
  return keys;
}

/** A model over every column there is; `f_` keeps names apart from bar columns. */
function specOfAll(features: readonly Feature[]): string {
  const spec = parse(SMALL) as Record<string, Record<string, unknown>>;
  const all = features.map(({ type, params }) => [`f_${type}`, { type, ...writtenKeys(params) }]);
  spec['features'] = { ...spec['features'], ...(Object.fromEntries(all) as object) };
  delete spec['calibrators'];
  delete (spec['labels'] as { h1?: unknown }).h1;
  spec['models'] = { lin: { type: 'gradient_boosting', labels: ['h4'], features: ['all'], rounds: 3 } };
  spec['signals'] = { edge: { type: 'score', of: 'lin', sigma: 'sigma' } };
  return stringify(spec);
}

describe('a spec with every feature', () => {
  let count = 0;
  const w = sharedWorkspace(() => undefined);
  let ran: RunJson;
  before(async () => {
    const listed = (await listComponents()).filter(
      ({ room, component }) => room === 'features' && (component as Feature).cross !== true,
    );
    count = listed.length;
    w().write('all.yml', specOfAll(listed.map(({ component }) => component as Feature)));
    ran = w().json('run', 'all.yml', '--jobs', '2') as RunJson;
  });

  it('runs, each of them a node', () => {
    const plan = w().json('plan', 'all.yml') as { nodes: readonly { kind: string; name: string; cached: boolean }[] };
    const nodes = plan.nodes.filter(({ kind, name }) => kind === 'feature' && name.startsWith('f_'));
    assert.equal(nodes.length, count);
    assert.ok(nodes.every(({ cached }) => cached));
  });

  it('verifies: the same bytes without the cache', () => {
    assert.equal((w().json('verify', ran.folder) as { same: boolean }).same, true);
  });

  it('audits clean: none reads its future or further back than it says, running totals included', () => {
    const audited = w().json('audit', 'all.yml', '--times', '4') as { clean: boolean; findings?: unknown };
    assert.equal(audited.clean, true, JSON.stringify(audited));
  });

  it('gives the same trades bar by bar', () => {
    const live = w().json('run', 'all.yml', '--feed', 'live') as RunJson;
    assert.equal(live.totals.trades, ran.totals.trades);
  });
});
