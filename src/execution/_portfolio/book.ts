import { addRow } from '../_simulator/log.ts';
import type { RowBook } from './account.ts';
import type { PortfolioAccount } from './account.ts';
import type { PortfolioSymbol } from './types.ts';

/** The cross-section at the close of grid row t: who is known, who passed the gates, what is held. */
export function readBook(a: PortfolioAccount, t: number): void {
  const book = a.book as RowBook;
  book.row = t;
  book.chosen.fill(0);
  book.weight.fill(0);
  a.columns.symbols.forEach((own, s) => {
    const r = own.rowOf[t];
    book.held[s] = a.size[s] === 0 ? 0 : (a.size[s] * a.price[s]) / a.marked;
    if (r < 0 || own.listed[r] === 0) leaveOut(book, s);
    else readSymbol(a, book, s, own, r);
  });
}

function leaveOut(book: RowBook, s: number): void {
  book.known[s] = 0;
  book.side[s] = 0;
  for (const column of [book.score, book.edge, book.sigma, book.strength, book.price, book.column]) column[s] = NaN;
}

function readSymbol(a: PortfolioAccount, book: RowBook, s: number, { columns }: PortfolioSymbol, r: number): void {
  const vote = columns.vote[r];
  book.edge[s] = columns.edge[r];
  book.sigma[s] = columns.sigma[r];
  book.strength[s] = columns.strength[r];
  book.price[s] = columns.close[r];
  book.column[s] = columns.sizing === undefined ? NaN : columns.sizing[r];
  const score = a.plan.ranked ? columns.edge[r] : columns.direction[r] * columns.strength[r];
  book.score[s] = score;
  book.known[s] = score === score && columns.close[r] > 0 ? 1 : 0;
  book.side[s] = book.known[s] === 1 && passes(a, s, columns.direction[r], columns.mask[r]) ? vote : 0;
}

/** Whether the side is traded and no gate refuses it; both are counted as in the simulation of one symbol. */
function passes(a: PortfolioAccount, s: number, direction: number, refused: number): boolean {
  const { side, gates } = a.plan;
  if (direction === 0 || (side === 'long' && direction < 0) || (side === 'short' && direction > 0)) return false;
  a.totals.decisions++;
  let mask = refused;
  for (let k = 0; k < gates.length; k++) {
    const { cooldown } = gates[k];
    if (cooldown !== undefined && a.book.held[s] === 0 && (a.book as RowBook).row <= a.exitRow[s] + cooldown)
      mask |= 1 << k;
  }
  if (mask === 0) {
    a.totals.accepted++;
    return true;
  }
  if (a.journal !== undefined) addRow(a.journal.refusals, [(a.book as RowBook).row, s, mask >>> 0]);
  a.firstRefusals[31 - Math.clz32(mask & -mask)]++;
  for (let rest = mask; rest !== 0; rest &= rest - 1) a.allRefusals[31 - Math.clz32(rest & -rest)]++;
  return false;
}

/** From the cross-section to weights: select, size, limit. False where no score is known: then nothing is decided. */
export function weighBook(a: PortfolioAccount): boolean {
  const { plan, book, counts } = a;
  if (!book.known.includes(1)) {
    counts.empty_sections++;
    return false;
  }
  book.slots = 0;
  if (plan.select === undefined) book.chosen.set(book.side);
  else plan.select.component.choose(plan.select.values as never, book);
  const sides = book.sides === 2 ? [1, -1] : [0];
  for (const side of sides) counts.unfilled += Math.max(0, book.slots - countOf(book.chosen, side));
  sizeBook(a);
  for (let k = 0; k < plan.limits.length; k++) {
    const changed = plan.limits[k].component.bound?.(a.limitStates[k], book) ?? 0;
    a.limitRefusals[k] += changed;
    a.totals.refused_limit += changed;
  }
  if (a.frozen >= 0) freeze(a);
  const gross = book.weight.reduce((sum, w) => sum + Math.abs(w), 0);
  if (gross > plan.leverage * (1 + 1e-12)) {
    for (let s = 0; s < book.symbols; s++) book.weight[s] *= plan.leverage / gross;
    counts.scaled_to_leverage++;
  }
  return true;
}

const countOf = (chosen: Int8Array, side: number): number =>
  chosen.reduce((sum, c) => sum + (side === 0 ? Number(c !== 0) : Number(c === side)), 0);

function sizeBook(a: PortfolioAccount): void {
  const { plan, book } = a;
  const { component } = plan.sizing;
  const { weight, chosen } = book;
  if (component.weigh === undefined) {
    for (let s = 0; s < book.symbols; s++) if (chosen[s] !== 0) weight[s] = chosen[s] * fractionOf(a, s);
  } else component.weigh(a.sizingState, book);
  for (let s = 0; s < book.symbols; s++) {
    if (chosen[s] === 0) continue;
    a.perSymbol.chosen[s]++;
    if (weight[s] !== weight[s]) {
      weight[s] = 0;
      a.counts.unsized++;
    } else if (Math.abs(weight[s]) > plan.maxPosition) weight[s] = Math.sign(weight[s]) * plan.maxPosition;
  }
}

function fractionOf(a: PortfolioAccount, s: number): number {
  const { plan, book } = a;
  const { component } = plan.sizing;
  const wanted = component.fraction(a.sizingState, {
    row: (book as RowBook).row,
    direction: book.chosen[s],
    edge: book.edge[s],
    sigma: book.sigma[s],
    strength: book.strength[s],
    price: book.price[s],
    equity: a.marked,
    column: book.column[s],
    symbols: book.symbols,
  });
  return component.relative === true ? wanted * plan.maxPosition : wanted;
}

/** A limit that forbids entries lets positions shrink, close and keep their size, no more. */
function freeze(a: PortfolioAccount): void {
  const { weight, held } = a.book;
  for (let s = 0; s < weight.length; s++) {
    const allowed = weight[s] * held[s] > 0 ? Math.min(Math.abs(weight[s]), Math.abs(held[s])) : 0;
    if (Math.abs(weight[s]) <= allowed) continue;
    weight[s] = Math.sign(weight[s]) * allowed;
    a.limitRefusals[a.frozen]++;
    a.totals.refused_limit++;
  }
}

/** Writes down what is chosen or held, and what was ordered for it. */
export function logTargets(a: PortfolioAccount, t: number): void {
  if (a.journal === undefined) return;
  const { chosen, score, weight, held, symbols } = a.book;
  for (let s = 0; s < symbols; s++) {
    if (chosen[s] === 0 && held[s] === 0) continue;
    addRow(a.journal.targets, [t, s, chosen[s], score[s], weight[s], held[s], a.ordered[s]]);
  }
}
