/** What a model file may hold at most; a file that states more is refused before memory is taken for it. */
export const LIMITS = Object.freeze({
  /** Bytes of a file: what fits into one JavaScript text. */
  bytes: 500_000_000,
  features: 100_000,
  outputs: 10_000,
  /** Nodes of one tree. */
  nodes: 50_000_000,
  /** How deep blocks of a file may lie in each other. */
  nesting: 32,
  /** Words of 32 categories over all splits. */
  category_words: 16_000_000,
});
