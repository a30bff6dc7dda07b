/** A column of an exported table. Times are epoch ms; text is text; NaN is an empty cell. */
export interface TableColumn {
  readonly name: string;
  readonly kind: 'number' | 'integer' | 'time' | 'text';
  readonly values: ArrayLike<number> | readonly string[];
}

export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}
