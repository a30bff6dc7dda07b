/** Bytes of the 256 entries of two features (packed: 8 bytes an entry) or of one (wide: 16 bytes an entry). */
export const TABLE = 4096;

/** Bytes of the scratch of a node with few rows: 256 entries of 16 bytes, then a bit for each bin. */
export const FEW_BYTES = TABLE + 32;

/** Rows whose bins are gathered at a time, so that they and a block's tables stay in the first cache. */
export const GATHERED_ROWS = 512;
