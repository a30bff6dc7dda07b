/** A column of an exported table. Times are epoch ms; text is text; NaN is an empty cell. */
export interface TableColumn {
  readonly name: string;
  readonly kind: 'number' | 'integer' | 'time' | 'text';
  readonly values: ArrayLike<number> | readonly string[];
  /** Of text that repeats: what `values` are places in. */
  readonly texts?: readonly string[];
}

export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

/** A cell of a text column. */
export function textAt({ values, texts }: TableColumn, row: number): string {
  return texts === undefined ? String(values[row]) : texts[values[row] as number];
}
