/**
 * Threads that share the work of one job. The job's thread posts pieces of work, numbered from 0; whoever is free takes
 * the next one. Other threads may join and leave between pieces, so that pieces must not depend on who does them.
 */

/** Shared WebAssembly memory; TypeScript has its type only among browser types. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** What the threads of a job meet at. */
export interface Team {
  readonly memory: SharedMemory;
  readonly desk: Int32Array;
}

/** Words of the desk. The state counts openings and closings: odd = open. */
const STATE = 0;
const CLAIM = 1;
const COUNT = 2;
const FINISHED = 3;
const SLEEPING = 4;
const LEAVE = 5;
const FAILED = 6;
const WAITING = 7;
const SEATS = 8;
const WORD = 9;
const WORDS = 16;

/**
 * A claim holds how many pieces are taken from the front, then from the back, and counts posts above them, so that a late
 * claim fails.
 */
const PIECE_BITS = 6;
const FROM_BACK = 1 << PIECE_BITS;
const POST_BITS = 2 * PIECE_BITS;

/** Pieces of one post at most. */
export const MOST_PIECES = FROM_BACK - 1;

/** Looks before the job's thread sleeps, which waits for pieces in hand: some tens of microseconds. */
const LOOKS = 4000;
/** Looks before a helper sleeps, which outlast most of what a job does between posts: waking a thread takes longer. */
const HELPER_LOOKS = 40_000;
const NAP_MS = 20;

/** Threads of one job at most. */
export const MOST_SEATS = 8;

interface MemoryApi {
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
}

const PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;

/** A thread keeps its memory for the next job up to this size. */
export const KEPT_BYTES = 256 * 1024 * 1024;

/** WebAssembly addresses no more. */
export const MOST_MEMORY_BYTES = MOST_PAGES * PAGE_BYTES;

/** Memory of one page of 64 KB that may grow to 4 GB. */
export function createMemory(): SharedMemory {
  const api = (globalThis as unknown as { WebAssembly: MemoryApi }).WebAssembly;
  return new api.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
}

/** In memory that no other job uses. */
export const createTeam = (memory = createMemory()): Team => ({
  memory,
  desk: new Int32Array(new SharedArrayBuffer(4 * WORDS)),
});

/** Asks the helpers to leave as soon as they have no piece in hand. */
export function dismissHelpers({ desk }: Team): void {
  Atomics.store(desk, LEAVE, 1);
  for (const word of [STATE, CLAIM]) Atomics.notify(desk, word);
}

/** Lets helpers join again. */
export function admitHelpers({ desk }: Team): void {
  Atomics.store(desk, LEAVE, 0);
}

/** Says that a thread died, perhaps with a piece in hand: the job must fail. */
export function breakTeam({ desk }: Pick<Team, 'desk'>): void {
  Atomics.store(desk, FAILED, 1);
  for (const word of [STATE, CLAIM, FINISHED]) Atomics.notify(desk, word);
}

/** The job's own side of a team. */
export interface Sharing {
  /** Has pieces 0 to count - 1 done, and returns when all are. */
  readonly share: (count: number, work: (piece: number) => void) => void;
  readonly close: () => void;
}

const takenFromFront = (word: number): number => word & MOST_PIECES;
const takenFromBack = (word: number): number => (word >> PIECE_BITS) & MOST_PIECES;

/**
 * A piece that nobody has taken, -1 where there is none. The job's thread takes them from the front and helpers from the
 * back, so that what belongs to a piece mostly stays in the cache of one processor from post to post.
 */
function claim(desk: Int32Array, isHelper: boolean): number {
  for (;;) {
    const word = Atomics.load(desk, CLAIM);
    const count = Atomics.load(desk, COUNT);
    const [front, back] = [takenFromFront(word), takenFromBack(word)];
    if (front + back >= count) return -1;
    const taken = word + (isHelper ? FROM_BACK : 1);
    if (Atomics.compareExchange(desk, CLAIM, word, taken) === word) return isHelper ? count - 1 - back : front;
  }
}

function finish(desk: Int32Array): void {
  Atomics.add(desk, FINISHED, 1);
  if (Atomics.load(desk, WAITING) === 1) Atomics.notify(desk, FINISHED);
}

/** Waits until all pieces are done. */
function settle(desk: Int32Array, count: number): void {
  for (let looks = 0; ; looks++) {
    const finished = Atomics.load(desk, FINISHED);
    if (Atomics.load(desk, FAILED) === 1) throw new Error('a thread that shared the work died');
    if (finished >= count) return;
    if (looks < LOOKS) continue;
    Atomics.store(desk, WAITING, 1);
    Atomics.wait(desk, FINISHED, finished, NAP_MS);
    Atomics.store(desk, WAITING, 0);
  }
}

/** Opens a team until it is closed; `word` is whatever helpers need to begin. A job may open it again and again. */
export function openTeam({ desk }: Team, word: number): Sharing {
  let posts = Atomics.load(desk, CLAIM) >> POST_BITS;
  Atomics.store(desk, WORD, word);
  Atomics.add(desk, STATE, 1);
  Atomics.notify(desk, STATE);
  return Object.freeze({
    share(count: number, work: (piece: number) => void): void {
      if (count > MOST_PIECES) throw new RangeError(`${count} pieces, a post may have ${MOST_PIECES}`);
      Atomics.store(desk, FINISHED, 0);
      posts = (posts + 1) & 0x7ffff;
      // a claim of the last post fails at the new word, one of the new post sees the new count
      Atomics.store(desk, COUNT, 0);
      Atomics.store(desk, CLAIM, posts << POST_BITS);
      Atomics.store(desk, COUNT, count);
      if (Atomics.load(desk, SLEEPING) > 0) Atomics.notify(desk, CLAIM);
      for (let piece = claim(desk, false); piece >= 0; piece = claim(desk, false)) {
        work(piece);
        finish(desk);
      }
      settle(desk, count);
    },
    close(): void {
      Atomics.add(desk, STATE, 1);
      Atomics.notify(desk, CLAIM);
    },
  });
}

/** A seat from 1 on that nobody else has, 0 where all are taken. */
function takeSeat(desk: Int32Array): number {
  for (let seat = 1; seat < MOST_SEATS; seat++) {
    if ((Atomics.or(desk, SEATS, 1 << seat) & (1 << seat)) === 0) return seat;
  }
  return 0;
}

const isOver = (desk: Int32Array): boolean => Atomics.load(desk, LEAVE) === 1 || Atomics.load(desk, FAILED) === 1;

/** Sleeps until there is a new post, or the team opens. */
function sleep(desk: Int32Array): void {
  const state = Atomics.load(desk, STATE);
  if ((state & 1) === 0) {
    Atomics.wait(desk, STATE, state, NAP_MS);
    return;
  }
  const word = Atomics.load(desk, CLAIM);
  if (takenFromFront(word) + takenFromBack(word) < Atomics.load(desk, COUNT)) return;
  Atomics.add(desk, SLEEPING, 1);
  Atomics.wait(desk, CLAIM, word, NAP_MS);
  Atomics.sub(desk, SLEEPING, 1);
}

/** Makes, from the job's word and a seat of this thread's own, what does a piece. */
export type Begin = (word: number, seat: number) => (piece: number) => void;

function workUntilOver(desk: Int32Array, seat: number, begin: Begin): void {
  let work: ((piece: number) => void) | undefined;
  let begun = -1;
  for (let looks = 0; !isOver(desk); looks++) {
    const piece = claim(desk, true);
    if (piece < 0) {
      if (looks > HELPER_LOOKS) sleep(desk);
      continue;
    }
    // the team stays open while a piece is in hand
    const state = Atomics.load(desk, STATE);
    if (work === undefined || state !== begun) work = begin(Atomics.load(desk, WORD), seat);
    begun = state;
    work(piece);
    finish(desk);
    looks = 0;
  }
}

/** Helps a job until helpers are asked to leave. */
export function helpTeam({ desk }: Pick<Team, 'desk'>, begin: Begin): void {
  const seat = takeSeat(desk);
  if (seat === 0) return;
  try {
    workUntilOver(desk, seat, begin);
  } catch (error) {
    breakTeam({ desk });
    throw error;
  } finally {
    Atomics.and(desk, SEATS, ~(1 << seat));
  }
}
