/** First row whose bar opens at or after `time`. */
export function rowAt(time: Float64Array, at: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const foldName = (index: number): string => `fold-${String(index + 1).padStart(2, '0')}`;
