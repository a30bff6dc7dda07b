import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { computedNodes, example, filesOf, openWorkspace, sharedWorkspace } from './_assay.ts';
import type { PlanLine, RunJson } from './_assay.ts';
import { csvOfBars, hourlyBars, onFile, rowsBefore, SMALL } from './_small.ts';

describe('the quickstart', () => {
  const w = sharedWorkspace((ws) => ws.write('quickstart.yml', example('quickstart')));
  let first: RunJson;
  before(() => {
    first = w().json('run', 'quickstart.yml', '--jobs', '2') as RunJson;
  });

  it('runs, verifies and audits clean', () => {
    assert.ok(first.totals.trades > 0);
    assert.ok(computedNodes(first) > 60);
    const verified = w().json('verify', first.folder) as { same: boolean; nodes: number };
    assert.deepEqual([verified.same, verified.nodes > 60], [true, true]);
    const audited = w().json('audit', 'quickstart.yml', '--times', '3') as { clean: boolean };
    assert.equal(audited.clean, true);
  });

  it('recomputes nothing the second time, and gives the same files', () => {
    const second = w().json('run', 'quickstart.yml') as RunJson;
    assert.equal(computedNodes(second), 0);
    assert.deepEqual(filesOf(second.folder), filesOf(first.folder));
  });

  it('gives the same files with one thread, in another folder, from an empty cache', () => {
    const other = openWorkspace();
    try {
      other.write('quickstart.yml', example('quickstart'));
      const again = other.json('run', 'quickstart.yml', '--jobs', '1') as RunJson;
      assert.equal(computedNodes(again), computedNodes(first));
      const files = filesOf(again.folder);
      assert.ok(Object.keys(files).some((path) => path.endsWith('.parquet')));
      assert.deepEqual(files, filesOf(first.folder));
    } finally {
      other.remove();
    }
  });

  it('trades the same, to the last bit, bar by bar through the saved models', () => {
    const live = w().json('run', 'quickstart.yml', '--feed', 'live') as RunJson;
    assert.equal(computedNodes(live), 0);
    const tables = (folder: string): object => ({ ...filesOf(folder), 'report.html': '' }); // the report names the feed
    assert.deepEqual(tables(live.folder), tables(first.folder));
  });
});

describe('a run that was done before', () => {
  const w = sharedWorkspace((ws) => ws.write('small.yml', SMALL));
  let first: RunJson;
  before(() => {
    first = w().json('run', 'small.yml') as RunJson;
  });

  it('refits nothing when a threshold changes, and plan says so beforehand', () => {
    const set = ['--set', 'gates.z.min=0.05'];
    const { nodes } = w().json('plan', 'small.yml', ...set) as { nodes: PlanLine[] };
    const missing = nodes.filter((n) => !n.cached).map((n) => [n.id, n.why]);
    assert.deepEqual(missing, [
      ['simulation', 'computed on every run'],
      ['evaluation', 'computed on every run'],
    ]);
    const second = w().json('run', 'small.yml', ...set) as RunJson;
    assert.equal(computedNodes(second), 0);
    assert.notEqual(second.digest, first.digest);
  });

  it('touches no model when gates, sizing and exits change', () => {
    const set = [
      'gates.warmup.enabled=false',
      'portfolio.sizing.max_position=0.5',
      'execution.exits.max_hold=3',
      'execution.fees.taker=5bps',
    ];
    const run = w().json('run', 'small.yml', ...set.flatMap((s) => ['--set', s])) as RunJson;
    assert.equal(computedNodes(run), 0);
  });

  it('says which key of the spec causes each miss', () => {
    const set = ['--set', 'features.rsi.window=21'];
    const { nodes } = w().json('plan', 'small.yml', ...set) as { nodes: PlanLine[] };
    const missing = nodes.filter((n) => !n.cached && n.why !== 'computed on every run');
    assert.deepEqual([...new Set(missing.map((n) => n.kind))].sort(), ['calibrator', 'feature', 'model', 'scores']);
    for (const { id, why } of missing) assert.equal(why, 'features.rsi.window: 14 -> 21', id);
    assert.deepEqual(
      missing.filter((n) => n.kind === 'feature').map((n) => n.name),
      ['rsi'],
    );
  });

  it('counts beforehand what it then computes', () => {
    const set = ['--set', 'models.lin.l2=0.5'];
    const { nodes } = w().json('plan', 'small.yml', ...set) as { nodes: PlanLine[] };
    const run = w().json('run', 'small.yml', ...set) as RunJson;
    for (const [kind, { computed }] of Object.entries(run.nodes)) {
      assert.equal(computed, nodes.filter((n) => n.kind === kind && !n.cached).length, kind);
    }
  });

  it('keeps its digest and its nodes when names and the order of keys change', () => {
    const renamed = SMALL.replace('name: small', 'name: other')
      .replaceAll(/\brsi: \{/g, 'strength: {')
      .replaceAll('[ret, rsi]', '[strength, ret]')
      .replaceAll(/\blin\b/g, 'line')
      .replaceAll(/\bcal\b/g, 'fixed')
      .replaceAll(/\bh1\b/g, 'next')
      .replaceAll(/\bedge\b/g, 'call')
      .replace(/ {2}warmup: .*\n/, '')
      .replace(/( {2}z: .*\n)/, '$1  patience: { type: warmup, window: 50 }\n');
    w().write('renamed.yml', renamed);
    const run = w().json('run', 'renamed.yml') as RunJson;
    assert.equal(run.digest, first.digest);
    assert.equal(computedNodes(run), 0);
    assert.equal(
      readFileSync(join(run.folder, 'trades.csv'), 'utf8'),
      readFileSync(join(first.folder, 'trades.csv'), 'utf8'),
    );
  });

  it('trades a slice with --from and --to, without a fit, and verifies', () => {
    const run = w().json('run', 'small.yml', '--from', '2024-04-01', '--to', '2024-05-01') as RunJson;
    assert.equal(computedNodes(run), 0);
    const times = readFileSync(join(run.folder, 'trades.csv'), 'utf8').trim().split('\n').slice(1);
    assert.ok(times.length > 0 && run.totals.trades < first.totals.trades);
    for (const line of times) assert.match(line, /2024-04-\d\d/);
    assert.equal(w().assay('verify', run.folder).code, 0);
  });

  it('is what its own resolved spec gives', () => {
    w().write('resolved.yml', readFileSync(join(first.folder, 'resolved.yml'), 'utf8'));
    const run = w().json('run', 'resolved.yml') as RunJson;
    assert.equal(run.digest, first.digest);
    assert.equal(computedNodes(run), 0);
  });

  it('counts a segment without trades as a result', () => {
    const run = w().json('run', 'small.yml', '--set', 'gates.z.min=1000') as RunJson;
    assert.equal(run.totals.trades, 0);
    assert.equal(run.metrics['sharpe_daily'].value, null);
    assert.equal(w().assay('verify', run.folder).code, 0);
  });
});

describe('a new month of bars', () => {
  const w = sharedWorkspace((ws) => {
    ws.write('data/bars.csv', csvOfBars(hourlyBars(rowsBefore(6) + 30 * 24)));
    ws.write('grown.yml', onFile('bars.csv'));
  });
  let first: RunJson;
  before(() => {
    first = w().json('run', 'grown.yml') as RunJson;
    w().write('data/bars.csv', csvOfBars(hourlyBars(rowsBefore(7) + 31 * 24)));
  });

  it('changes no old fold, and plan says which partition caused what', () => {
    const { nodes } = w().json('plan', 'grown.yml') as { nodes: PlanLine[] };
    const fits = nodes.filter((n) => n.kind === 'model');
    const old = fits.filter((n) => n.cached);
    assert.equal(old.length, first.nodes['model'].computed);
    assert.deepEqual(new Set(fits.filter((n) => !n.cached).map((n) => n.why)), new Set(['new node']));
    const whole = nodes.filter((n) => n.kind === 'feature' || n.kind === 'label');
    assert.deepEqual(new Set(whole.map((n) => n.why)), new Set(['data 2024-07 is new']));
  });

  it('computes just that, and leaves the old models as they were', () => {
    const old = filesOf(first.folder);
    const run = w().json('run', 'grown.yml') as RunJson;
    const fits = first.nodes['model'].computed;
    assert.deepEqual(run.nodes['model'], { computed: 2, cached: fits });
    assert.deepEqual(run.nodes['calibrator'], { computed: 2, cached: fits });
    const now = filesOf(run.folder);
    for (const path of Object.keys(old).filter((p) => /^(models|calibration)\/fold/.test(p)))
      assert.equal(now[path], old[path], path);
  });

  it('makes the old run differ at the new partition', () => {
    const told = w().assay('verify', first.folder);
    assert.equal(told.code, 3);
    assert.match(told.stdout, /differs at bars: data partition 2024-07 is new/);
  });
});

describe('verify', () => {
  const bars = hourlyBars(rowsBefore(5));
  const w = sharedWorkspace((ws) => {
    ws.write('data/bars.csv', csvOfBars(bars));
    ws.write('spec.yml', onFile('bars.csv').replace('name: small', 'name: v'));
    ws.json('run', 'spec.yml');
  });

  it('needs no more than the lock file, and does not touch the cache', () => {
    w().write('kept/v.lock', readFileSync(join(w().latest('v'), 'experiment.lock'), 'utf8'));
    const entries = filesOf(w().path('.cache'));
    assert.equal(w().assay('verify', 'kept/v.lock').code, 0);
    assert.deepEqual(filesOf(w().path('.cache')), entries);
  });

  it('refuses what is no run', () => {
    assert.equal(w().assay('verify', 'nowhere').code, 2);
    w().write('odd/experiment.lock', '{"format": 9}');
    const told = w().assay('verify', 'odd');
    assert.equal(told.code, 2);
    assert.match(told.stderr, /is not a lock of this format/);
  });

  it('names the first node of the lock whose content is another one', () => {
    const lock = JSON.parse(readFileSync(join(w().latest('v'), 'experiment.lock'), 'utf8')) as {
      nodes: { id: string; content: string }[];
    };
    const node = lock.nodes.find((n) => n.id === 'models.lin/h4/fold-01');
    assert.ok(node);
    node.content = node.content.replace(/^./, (c) => (c === '0' ? '1' : '0'));
    lock.nodes[lock.nodes.length - 1].content = 'other';
    w().write('changed/v.lock', JSON.stringify(lock));
    const told = w().assay('verify', 'changed/v.lock', '--json');
    assert.equal(told.code, 3);
    const { same, difference } = JSON.parse(told.stdout) as {
      same: boolean;
      difference: { node: string; reason: string };
    };
    assert.deepEqual(
      [same, difference.node, difference.reason],
      [false, 'models.lin/h4/fold-01', 'same recipe and data, another result'],
    );
  });

  it('names the parameter, the seed and the engine that are others', () => {
    const folder = w().latest('v');
    const copy = (name: string, file: string, change: (text: string) => string): string => {
      for (const own of ['experiment.lock', 'resolved.yml', 'run.json']) {
        const text = readFileSync(join(folder, own), 'utf8');
        w().write(`${name}/${own}`, own === file ? change(text) : text);
      }
      return name;
    };
    const differs = (target: string): { node: string; cause: string; reason: string } => {
      const { code, stdout, stderr } = w().assay('verify', target, '--json', '--quiet');
      assert.equal(code, 3, stderr);
      return (JSON.parse(stdout) as { difference: { node: string; cause: string; reason: string } }).difference;
    };
    const parameter = differs(copy('parameter', 'resolved.yml', (text) => text.replace('window: 14', 'window: 15')));
    assert.deepEqual(
      [parameter.node, parameter.cause, parameter.reason],
      ['features.rsi', 'parameter', 'parameter features.rsi.window: 14 -> 15'],
    );
    const seed = differs(copy('seed', 'resolved.yml', (text) => text.replace('seed: 7', 'seed: 8')));
    assert.deepEqual([seed.cause, seed.reason], ['seed', 'another seed: 7 -> 8']);
    const engine = copy('engine', 'experiment.lock', (text) =>
      text.replace(/"engine": "[^"]*"/, '"engine": "assay 0.0"'),
    );
    const told = w().assay('verify', engine);
    assert.equal(told.code, 3);
    assert.match(told.stderr, /VERIFY_DIFFERS[\s\S]*the run was made by another engine[\s\S]*assay 0\.0/);
  });

  it('names the data partition that changed', () => {
    assert.equal(w().assay('verify', 'results/v/latest').code, 0);
    w().write('data/bars.csv', csvOfBars(bars.map((b, i) => (i === 1000 ? { ...b, close: b.low } : b))));
    const told = w().assay('verify', 'results/v/latest');
    assert.equal(told.code, 3);
    assert.match(told.stdout, /differs at bars: data partition 2024-02 changed/);
  });
});
