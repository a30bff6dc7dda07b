import { elapsed, spell } from '../core/clock.ts';

export interface ProgressNode {
  readonly id: string;
  /** What is counted together: `feature`, `model`, `trial`. */
  readonly kind: string;
  /** Expected cost in any one unit. Default 1. */
  readonly cost?: number;
}

/** What is needed of a terminal. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly nodes: readonly ProgressNode[];
  readonly quiet?: boolean;
  readonly stream?: Terminal;
  /** Milliseconds from any start, for tests. */
  readonly time?: () => number;
}

export interface Progress {
  readonly done: (id: string) => void;
  /** Prints a line above the progress line. */
  readonly print: (line: string) => void;
  /** Takes the progress line away. */
  readonly end: () => void;
}

const REDRAW_MS = 100;
const CLEAR = '\r\u001b[2K';

/**
 * One line on stderr, redrawn in place: `feature 40/40 | model 12/108 | 0:42, about 5:10 left`. Costs weigh the time that
 * is left. Nothing but printed lines where stderr is no terminal, is a dumb one, or `quiet` is asked for.
 */
export function createProgress(options: ProgressOptions): Progress {
  const { nodes, quiet = false, stream = process.stderr, time = elapsed } = options;
  const silent = quiet || stream.isTTY !== true || process.env['TERM'] === 'dumb' || nodes.length === 0;
  const tally = createTally(nodes);
  const started = time();
  let drawn = -Infinity;
  let ended = false;

  const draw = (): void => {
    drawn = time();
    const width = Math.max(20, (stream.columns ?? 80) - 1);
    stream.write(`${CLEAR}${tally.line(drawn - started).slice(0, width)}`);
  };
  const timer = silent ? undefined : setInterval(draw, 1000).unref();
  return Object.freeze({
    done(id: string): void {
      tally.done(id);
      if (!silent && !ended && time() - drawn >= REDRAW_MS) draw();
    },
    print(line: string): void {
      const shown = !silent && !ended;
      stream.write(`${shown ? CLEAR : ''}${line}\n`);
      if (shown) draw();
    },
    end(): void {
      clearInterval(timer);
      if (!silent && !ended) stream.write(CLEAR);
      ended = true;
    },
  });
}

interface Tally {
  done(id: string): void;
  line(ms: number): string;
}

function createTally(nodes: readonly ProgressNode[]): Tally {
  const open = new Map(nodes.map((node) => [node.id, node]));
  const kinds = new Map<string, { done: number; all: number }>();
  let [spent, left] = [0, 0];
  for (const { kind, cost = 1 } of open.values()) {
    const count = kinds.get(kind) ?? { done: 0, all: 0 };
    kinds.set(kind, { ...count, all: count.all + 1 });
    left += cost;
  }
  return {
    done(id: string): void {
      const node = open.get(id);
      if (node === undefined) return;
      open.delete(id);
      const { kind, cost = 1 } = node;
      const count = kinds.get(kind) ?? { done: 0, all: 0 };
      kinds.set(kind, { ...count, done: count.done + 1 });
      spent += cost;
      left -= cost;
    },
    line(ms: number): string {
      const counts = Array.from(kinds, ([kind, { done, all }]) => `${kind} ${done}/${all}`);
      const eta = spent > 0 && open.size > 0 ? `, about ${spell((ms * left) / spent)} left` : '';
      return [...counts, `${spell(ms)}${eta}`].join(' | ');
    },
  };
}
