import type { Log } from './types.ts';

/** Rows of numbers in one growing buffer; no object per row. */
export interface Rows<F extends string> {
  readonly fields: readonly F[];
  data: Float64Array;
  rows: number;
}

export function startRows<F extends string>(fields: readonly F[]): Rows<F> {
  return { fields, data: new Float64Array(fields.length * 64), rows: 0 };
}

/** Index of the new row. */
export function addRow<F extends string>(log: Rows<F>, values: readonly number[]): number {
  const width = log.fields.length;
  const at = log.rows * width;
  if (at === log.data.length) {
    const wider = new Float64Array(log.data.length * 2);
    wider.set(log.data);
    log.data = wider;
  }
  log.data.set(values, at);
  return log.rows++;
}

export function setCell<F extends string>(log: Rows<F>, row: number, field: F, value: number): void {
  log.data[row * log.fields.length + log.fields.indexOf(field)] = value;
}

export function asColumns<F extends string>({ fields, data, rows }: Rows<F>): Log<F> {
  const columns = fields.map((field, k) => {
    const column = new Float64Array(rows);
    for (let i = 0; i < rows; i++) column[i] = data[i * fields.length + k];
    return [field, column] as const;
  });
  return { rows, ...Object.fromEntries(columns) } as Log<F>;
}
