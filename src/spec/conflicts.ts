import { conflict } from './conflict.ts';
import type { Checking } from './conflict.ts';
import { checkSelect, checkTune } from './in-fold.ts';
import type { Calibrator } from '../core/contracts/calibrator.ts';
import type { Model } from '../core/contracts/model.ts';
import type { Source } from '../core/contracts/source.ts';
import type { Given } from '../core/contracts/signal.ts';
import type { Named } from './names.ts';
import { BARS, splitName } from './names.ts';
import { inputsOf } from './references.ts';
import { time } from '../core/params.ts';
import { scalarValue } from './scalar.ts';
import { entryAt } from './tree.ts';
import type { Part } from './walk-types.ts';
import { complain } from './walk-types.ts';
import { checkDiagnostics } from './diagnostic-rules.ts';
import { checkVectorized } from './vectorized-rules.ts';
import { checkPanel } from './panel-rules.ts';
import { checkBins, checkFit, checkLearning, checkOrigin } from './score-rules.ts';
import { checkPortfolio } from './portfolio-rules.ts';
import { checkSignal, givenBy, labelsOf, unitlessEdge } from './signal-rules.ts';
import { formatDuration, parseTime } from '../core/units.ts';

/** A model whose scores are made elsewhere. */
const isExternal = (node: Named | undefined): boolean =>
  (node?.part?.component as Partial<Model> | undefined)?.external !== undefined;

const wired = (node: Named): boolean => node.enabled && node.part?.ok === true;

/** Rules between blocks: what one part needs another one has. */
export function checkConflicts(c: Checking): void {
  const nodes = [...c.names.nodes.values()];
  checkFitted(c, nodes);
  for (const node of nodes) {
    if (node.part?.ok !== true) continue;
    if (node.room === 'models') checkModel(c, node, node.part);
    if (node.room === 'calibrators') checkCalibrator(c, node, node.part);
    if (node.room === 'features') checkInterval(c, node.part);
    if (node.room === 'signals') {
      checkBins(c, node.part);
      checkLearning(c, node.part, entryAt(c.root, ['split']) !== undefined);
    }
  }
  for (const part of c.w.parts) {
    if (part.ok && part.enabled) checkNeeds(c, part);
  }
  checkData(c);
  checkFiner(c);
  checkPanel(c);
  checkFunding(c);
  checkHoldout(c);
  checkSlices(c);
  checkPortfolio(c);
  checkVectorized(c);
  checkDiagnostics(c);
}

/** The sealed range is a part of what the spec reads, and leaves something before it. */
function checkHoldout(c: Checking): void {
  const timeAt = (...path: readonly string[]): number | undefined => {
    const tree = entryAt(c.root, ['data', ...path])?.value;
    const parsed = tree?.kind === 'scalar' ? scalarValue(TIME, tree.value, undefined) : undefined;
    return parsed === undefined || parsed.fault !== undefined ? undefined : (parsed.value as number);
  };
  const sealed = timeAt('holdout', 'from');
  if (sealed === undefined) return;
  const [from, to] = [timeAt('range', 'from'), timeAt('range', 'to')];
  const path = ['data', 'holdout', 'from'];
  if (from !== undefined && sealed <= from) conflict(c, path, 'must be after the beginning of "data.range"');
  if (to !== undefined && sealed >= to)
    conflict(c, path, 'must be before the end of "data.range": nothing would be sealed');
}

const TIME = time('An instant.');

function checkFitted(c: Checking, nodes: readonly Named[]): void {
  const models = nodes.filter((node) => node.room === 'models' && node.enabled && !isExternal(node));
  const split = entryAt(c.root, ['split']);
  if (models.length > 0 && split === undefined) {
    const hint = 'split: { type: walk_forward, train: 12w, calibrate: 2w, test: 2w }';
    complain(
      c.w,
      'SPEC_MISSING_KEY',
      { path: ['split'] },
      models[0].entry.key,
      'models are fitted on folds, and no split says which',
      { hint },
    );
  }
  if (models.length === 0 && split !== undefined) {
    complain(c.w, 'SPEC_CONFLICT', { path: ['split'] }, split.key, 'no model is fitted, so nothing reads the split', {
      hint: 'remove it (split: null)',
    });
  }
}

function checkModel(c: Checking, node: Named, part: Part): void {
  const path = [...part.path, 'labels'];
  const labels = labelsOf(c, node);
  if (c.names.outputs(node)?.length === 0)
    conflict(c, path, 'every label of the model is switched off', {
      hint: `labels.${String((part.values['labels'] as readonly unknown[])[0])}.enabled: true`,
    });
  const { tasks } = part.component as Model;
  checkOrigin(
    c,
    part,
    labels.map(({ name }) => name),
  );
  for (const { name, label } of labels) {
    if (!tasks.includes(label.task))
      conflict(c, path, `"${name}" is a ${label.task} label, which "${part.component.type}" does not fit`, {
        expected: `${tasks.join(' or ')} labels`,
      });
  }
  for (const [i, name] of ((part.component as Model).stacks
    ? (part.values['of'] as readonly string[])
    : []
  ).entries()) {
    if (isExternal(c.names.nodes.get(splitName(name)[0])))
      conflict(c, [...part.path, 'of', String(i)], 'is not fitted here, so no test window is out of its sample');
  }
  checkSelect(c, part);
  checkTune(c, part);
}

function checkCalibrator(c: Checking, node: Named, part: Part): void {
  const model = c.names.nodes.get(String(part.values['of']));
  const { tasks } = part.component as Calibrator;
  for (const { name, label } of labelsOf(c, model)) {
    if (!tasks.includes(label.task))
      conflict(
        c,
        [...part.path, 'of'],
        `"${name}" is a ${label.task} label, which "${part.component.type}" does not calibrate`,
        { expected: `${tasks.join(' or ')} labels` },
      );
  }
  if (checkFit(c, part, isExternal(model))) return;
  const split = c.w.parts.find(({ path }) => path.join('.') === 'split');
  if (!wired(node) || split?.ok !== true) return;
  const window = split.values['calibrate'];
  const empty =
    window === undefined ||
    window === 0 ||
    (typeof window === 'object' && Object.values(window as object).every((n) => n === 0));
  if (empty)
    conflict(c, part.path, 'a calibrator needs a window that no model was fitted on', { hint: 'split.calibrate: 2w' });
}

function checkInterval(c: Checking, part: Part): void {
  const own = part.values['interval'] as number | undefined;
  if (own === undefined || c.interval_ms === undefined) return;
  const path = [...part.path, 'interval'];
  const size = formatDuration(c.interval_ms);
  if (own % c.interval_ms !== 0 || own === c.interval_ms)
    return conflict(c, path, 'must be a multiple of data.interval', { expected: `2 or more times ${size}` });
  const fine = inputsOf(part).find((name) => !BARS.has(name));
  if (fine !== undefined)
    conflict(
      c,
      path,
      `"${fine}" is a column of ${size} bars; a feature with an interval of its own reads bar columns only`,
    );
}

/** Orders fill on bars that those of the decisions are made of, and that are made of those of the source. */
function checkFiner(c: Checking): void {
  const execution = c.w.parts.find(({ path, ok }) => ok && path.join('.') === 'execution');
  const own = execution?.values['interval'] as number | undefined;
  if (own === undefined || c.interval_ms === undefined) return;
  const path = ['execution', 'interval'];
  if (c.interval_ms % own !== 0 || own === c.interval_ms)
    conflict(c, path, 'must be finer than data.interval, and divide it', { found: formatDuration(own) });
  const source = c.w.parts.find(({ room, ok }) => ok && room === 'data/source');
  const read = (source?.component as Source | undefined)?.interval?.(source?.values as never);
  if (read !== undefined && own % read !== 0)
    conflict(c, path, 'must be a whole multiple of data.source.interval', {
      expected: `bars of the source are ${formatDuration(read)}`,
      found: formatDuration(own),
    });
}

/** Edge and sigma that gates and sizing read must be given by the traded signal. */
function checkNeeds(c: Checking, part: Part): void {
  if (part.room === 'signals') return checkSignal(c, part);
  const needs = (part.component as { needs?: readonly string[] }).needs ?? [];
  const signal = c.traded === undefined ? undefined : c.names.nodes.get(c.traded)?.part;
  if (needs.length === 0 || signal?.ok !== true) return;
  const gives = givenBy(c, c.traded as string);
  const missing = needs.filter((need) => !gives.includes(need as Given));
  if (missing.length === 0) return checkBps(c, part);
  const message = `"${part.component.type}" reads ${missing.join(' and ')}, which signal "${c.traded}" does not give`;
  conflict(c, part.path, message, {
    hint:
      missing.includes('sigma') && gives.includes('edge')
        ? `signals.${c.traded}.sigma: <feature>`
        : 'a signal made of scores gives an edge',
  });
}

/** A bound in bps means something for edges in bps only. */
function checkBps(c: Checking, part: Part): void {
  if (part.room !== 'gates' || !Object.values(part.component.params).some(({ kind }) => kind === 'bps')) return;
  const label = unitlessEdge(c, c.traded as string);
  if (label === undefined) return;
  conflict(c, part.path, `compares bps with scores of "${label}", which have no unit`, {
    hint: `${part.path.join('.')}.enabled: false, or a gate that ranks: { type: quantile, … }`,
  });
}

/** Whoever reads or pays funding needs to know where the rates come from. */
function checkFunding(c: Checking): void {
  const funding = entryAt(c.root, ['data', 'funding'])?.value;
  const scalarAt = (path: readonly string[]): unknown => {
    const tree = entryAt(c.root, path)?.value;
    return tree?.kind === 'scalar' ? tree.value : undefined;
  };
  if (funding?.kind === 'map') {
    if (scalarAt(['data', 'funding', 'type']) === 'csv' && scalarAt(['data', 'funding', 'path']) === undefined)
      conflict(c, ['data', 'funding'], 'a file of funding rates is needed', { expected: 'path: funding.csv.gz' });
    return;
  }
  const more = { hint: 'data.funding: { type: store } after assay fetch --funding, or { type: csv, path: … }' };
  if (scalarAt(['execution', 'funding']) === 'charged')
    conflict(c, ['execution', 'funding'], 'nothing says where funding rates come from', more);
  const readers = new Set([
    ...c.w.parts.filter((part) => part.ok && inputsOf(part).includes('funding_rate')).map(({ path }) => path.join('.')),
    ...c.w.uses.filter(({ name }) => name === 'funding_rate').map(({ path }) => path.join('.')),
  ]);
  const nested = [...readers].filter((path) => ![...readers].some((other) => other.startsWith(`${path}.`)));
  for (const path of nested)
    conflict(c, path.split('.'), 'reads "funding_rate", and nothing says where it comes from', more);
}

function checkData(c: Checking): void {
  const [from, to] = ['from', 'to'].map((key) => timeAt(c, ['data', 'range', key]));
  if (from !== undefined && to !== undefined && to <= from)
    conflict(c, ['data', 'range', 'to'], 'the range is empty', { expected: 'a time after data.range.from' });
}

function timeAt(c: Checking, path: readonly string[]): number | undefined {
  const written = entryAt(c.root, path)?.value;
  const parsed = written?.kind === 'scalar' ? parseTime(written.value) : undefined;
  return parsed === undefined || parsed.fault !== undefined ? undefined : parsed.value;
}

function checkSlices(c: Checking): void {
  const slices = entryAt(c.root, ['evaluation', 'slices'])?.value;
  for (const item of slices?.kind === 'list' ? slices.items : []) {
    const name = item.kind === 'scalar' ? String(item.value) : '';
    const node = c.names.nodes.get(splitName(name)[0]);
    if (node?.room !== 'features' || node.part?.ok !== true || c.units.get(name) === 'category') continue;
    complain(c.w, 'SPEC_CONFLICT', { path: ['evaluation', 'slices'] }, item.mark, `"${name}" is not a category`, {
      found: c.units.get(name) ?? 'number',
      expected: 'a feature whose unit is category',
    });
  }
}

/** Nodes that nobody reads, once everything else holds; a label may stand ready for a spec that extends this one. Columns a model leaves out of `all` count as read by it. */
export function checkUnread(c: Checking, selectsAll: boolean, selected: ReadonlySet<string>): void {
  const read = new Set(selected);
  for (const { name } of c.w.uses) read.add(splitName(name.replace(/^-/, ''))[0]);
  for (const part of c.w.parts) for (const name of inputsOf(part)) read.add(splitName(name)[0]);
  if (c.traded !== undefined) read.add(c.traded);
  for (const node of c.names.nodes.values()) {
    if (!node.enabled || node.room === 'labels' || read.has(node.name) || (selectsAll && node.room === 'features'))
      continue;
    complain(c.w, 'SPEC_CONFLICT', { path: [node.room, node.name] }, node.entry.key, 'nothing reads this node', {
      hint: 'enabled: false, or remove it',
      at: 'key',
    });
  }
}
