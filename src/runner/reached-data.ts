import type { JsonValue } from '../core/artifacts.ts';
import { digestJson } from '../core/digest.ts';
import type { Member, Panel } from './panel.ts';
import type { Parts } from './recipes.ts';

/** Bars that a node can reach: digest and, for explanations, the same by partition. */
export interface ReachedData {
  readonly digest: string;
  readonly parts: Parts;
}

/** Data digests of a plan: rows of some members before a grid row. Each is computed once. */
export interface DataReach {
  /** Data that bound a node: of one symbol its own rows, of several also who was in the universe. */
  of(members: readonly Member[], toGridRow: number): ReachedData;
}

export function dataReach({ grid, several }: Panel): DataReach {
  const known = new Map<string, ReachedData>();
  const ownRow = (member: Member, to: number): number => member.range({ from: 0, to }).to;
  const one = ({ partitions }: Member, row: number): ReachedData => ({
    digest: partitions.digest(row),
    parts: partitions.parts(row),
  });
  return {
    of(members, toGridRow) {
      const key = `${members.map(({ index }) => index).join()}:${toGridRow}`;
      let made = known.get(key);
      if (made === undefined) {
        made =
          several && members.length > 1
            ? ofSeveral(members, (member) => ownRow(member, toGridRow), grid.time[toGridRow] ?? Infinity)
            : one(members[0], ownRow(members[0], toGridRow));
        known.set(key, made);
      }
      return made;
    },
  };
}

function ofSeveral(members: readonly Member[], rowOf: (member: Member) => number, end: number): ReachedData {
  const digests = members.map((member) => [member.partitions.digest(rowOf(member)), listingBefore(member, end)]);
  const months = new Map<string, JsonValue[]>();
  for (const member of members) {
    for (const [name, digest] of Object.entries(member.partitions.parts(rowOf(member)))) {
      const list = months.get(name) ?? [];
      months.set(name, list);
      list.push([member.symbol, digest]);
    }
  }
  const listing = members.flatMap(({ symbol, spans }) =>
    spans === undefined ? [] : [[symbol, ...spans.flat().map(finite)]],
  );
  return {
    digest: digestJson(digests),
    parts: {
      ...Object.fromEntries([...months].map(([name, list]) => [name, digestJson(list).slice(0, 12)])),
      ...(listing.length > 0 && { 'data.universe': digestJson(listing).slice(0, 12) }),
    },
  };
}

/** Spans in the universe as far as they were known before a time, so that a later change of the list changes no fold. */
function listingBefore({ spans }: Member, end: number): JsonValue {
  if (spans === undefined) return 'always';
  return spans.filter(([from]) => from < end).map(([from, to]) => [from, Math.min(to, end)].map(finite));
}

const finite = (x: number): JsonValue => (Number.isFinite(x) ? x : null);
