import assert from 'node:assert/strict';
import { createProgress } from '../../src/cli/progress.ts';
import type { Progress, ProgressOptions } from '../../src/cli/progress.ts';

const NODES = [
  { id: 'a', kind: 'feature' },
  { id: 'b', kind: 'feature' },
  { id: 'm', kind: 'model', cost: 8 },
];

describe('progress', () => {
  const written: string[] = [];
  let clock = 0;
  const open: Progress[] = [];
  const start = (options: Partial<ProgressOptions> = {}, isTTY = true, columns = 80): Progress => {
    written.length = 0;
    clock = 0;
    const stream = { isTTY, columns, write: (text: string) => written.push(text) };
    const progress = createProgress({ nodes: NODES, stream, time: () => clock, ...options });
    open.push(progress);
    return progress;
  };
  const plain = (): string => written.map((text) => text.replaceAll('\r\u001b[2K', '<')).join('');
  const term = process.env['TERM'];
  before(() => {
    process.env['TERM'] = 'xterm';
  });
  after(() => {
    if (term === undefined) delete process.env['TERM'];
    else process.env['TERM'] = term;
  });
  afterEach(() => open.splice(0).forEach((progress) => progress.end()));

  it('counts by kind and weighs what is left by cost', () => {
    const progress = start();
    clock = 10_000;
    progress.done('a');
    // 1 of 10 units took 10 s, 9 are left
    assert.equal(plain(), '<feature 1/2 | model 0/1 | 0:10, about 1:30 left');
  });

  it('counts a node once, and strangers never', () => {
    const progress = start();
    progress.done('a');
    clock = 1000;
    progress.done('a');
    progress.done('x');
    assert.match(plain(), /feature 1\/2 \| model 0\/1 \| 0:01, about 0:09 left$/);
  });

  it('does not redraw more than ten times a second', () => {
    const nodes = Array.from({ length: 1000 }, (_, i) => ({ id: `n${i}`, kind: 'trial' }));
    const progress = start({ nodes });
    for (const { id } of nodes) {
      clock += 1;
      progress.done(id);
    }
    assert.ok(written.length <= 11);
  });

  it('steps aside for a printed line', () => {
    const progress = start();
    progress.done('a');
    progress.print('hello');
    assert.match(plain(), /<feature.*<hello\n<feature/);
  });

  it('ends with a clean line, and draws no more', () => {
    const progress = start();
    progress.done('a');
    progress.end();
    progress.end();
    clock = 5000;
    progress.done('b');
    progress.print('after');
    assert.match(plain(), /^<feature[^<]*<after\n$/);
  });

  it('stays within the width of the terminal', () => {
    start({}, true, 30).done('a');
    assert.equal(plain().length, 30);
  });

  it('is silent when quiet or without a terminal, but prints', () => {
    for (const progress of [start({ quiet: true }), start({}, false), start({ nodes: [] })]) {
      written.length = 0;
      progress.done('a');
      progress.print('line');
      progress.end();
      assert.equal(plain(), 'line\n');
    }
  });
});
