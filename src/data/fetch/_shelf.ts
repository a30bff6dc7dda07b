/** Rows of a series in memory: time first, rising. */
export type Rows = readonly (readonly number[])[];

/** One file of a store and the time [start, end) it holds. */
export interface Unit {
  /** Name in the ledger. */
  readonly part: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** How a store keeps a series. */
export interface Shelf {
  /** What is kept of a row of the feed. */
  pick(row: readonly number[]): readonly number[];
  units(from: number, to: number): readonly Unit[];
  encode(unit: Unit, rows: Rows): Promise<Uint8Array>;
  /** The rows of a file that is whole; throws where it is not. */
  decode(unit: Unit): Promise<Rows>;
  /** Time that a file of another writer stands for. */
  adopted(unit: Unit, rows: Rows): { readonly from: number; readonly to: number };
  /** Whether a file is written before its time is complete, so that less is lost when the fetch is stopped. */
  readonly partial: boolean;
}
