/** Rows whose bins are gathered at a time, so that they and a block's tables stay in the first cache. */
export const GATHERED_ROWS = 512;
