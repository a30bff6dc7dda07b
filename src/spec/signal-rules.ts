import type { Label } from '../core/contracts/label.ts';
import type { Given, Signal } from '../core/contracts/signal.ts';
import { conflict } from './conflict.ts';
import type { Checking } from './conflict.ts';
import type { Named } from './names.ts';
import { splitName } from './names.ts';
import type { Part } from './walk-types.ts';

/** Which of edge and sigma a signal gives, those it passes on from other signals included. */
export function givenBy(c: Checking, name: string, trail: readonly string[] = []): readonly Given[] {
  const part = c.names.nodes.get(name)?.part;
  if (part?.ok !== true || part.room !== 'signals' || trail.includes(name)) return [];
  return (part.component as Signal).gives?.(part.values, (other) => givenBy(c, other, [...trail, name])) ?? [];
}

/** Labels of a model that are not switched off. */
export function labelsOf(c: Checking, model: Named | undefined): readonly { name: string; label: Label }[] {
  const names = model?.room === 'models' ? (c.names.outputs(model) ?? []) : [];
  return names.flatMap((name) => {
    const part = c.names.nodes.get(name)?.part;
    return part?.ok === true && part.room === 'labels' ? [{ name, label: part.component as Label }] : [];
  });
}

/** The label, of no unit, whose scores a signal gives out as its edge. */
export function unitlessEdge(c: Checking, name: string, trail: readonly string[] = []): string | undefined {
  const part = c.names.nodes.get(name)?.part;
  if (part?.ok !== true || part.room !== 'signals' || trail.includes(name)) return undefined;
  for (const input of (part.component as Signal).inputs(part.values)) {
    if (input.role === 'signal') {
      const below = unitlessEdge(c, input.name, [...trail, name]);
      if (below !== undefined) return below;
      continue;
    }
    const [node, output] = splitName(input.name);
    const found = labelsOf(c, c.names.nodes.get(node)).find(
      (one) => one.label.unit === 'unitless' && (output === '' || output === one.name),
    );
    if (found !== undefined) return found.name;
  }
  return undefined;
}

/** A signal made of signals gets from each what it reads of them. */
export function checkSignal(c: Checking, part: Part): void {
  const signal = part.component as Signal;
  const needs = signal.needs?.(part.values) ?? [];
  for (const { name, role } of needs.length === 0 ? [] : signal.inputs(part.values)) {
    const read = c.names.nodes.get(name);
    if (role !== 'signal' || read?.part?.ok !== true || !read.enabled) continue;
    const missing = needs.filter((need) => !givenBy(c, name).includes(need));
    if (missing.length === 0) continue;
    const message = `"${part.component.type}" reads ${missing.join(' and ')}, which signal "${name}" does not give`;
    conflict(c, part.path, message, { hint: 'a signal made of scores gives an edge' });
  }
}
