/** Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements, swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, previous[j] + 1, row[j - 1] + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length];
}

/** The known word nearest to `word`, within a third of the longer length (at least one edit); the first of equals. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const length = Math.max(word.length, candidate.length);
    const allowed = Math.max(1, Math.floor(length / 3));
    if (length < 2 || Math.abs(word.length - candidate.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `{ meant, hint }` to spread into a problem, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): { readonly meant?: string; readonly hint?: string } {
  const near = nearest(word, known);
  return near === undefined ? {} : { meant: near, hint: `did you mean "${near}"?` };
}
