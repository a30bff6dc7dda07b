/** One thing that is wrong with a user's input, told so that it can be mended. */
export type ProblemCode =
  | 'SPEC_YAML'
  | 'SPEC_UNKNOWN_KEY'
  | 'SPEC_MISSING_KEY'
  | 'SPEC_BAD_VALUE'
  | 'SPEC_BAD_UNIT'
  | 'SPEC_UNKNOWN_TYPE'
  | 'SPEC_UNKNOWN_NAME'
  | 'SPEC_DUPLICATE_NAME'
  | 'SPEC_RING'
  | 'SPEC_LEAK'
  | 'SPEC_CONFLICT'
  | 'SPEC_FILE'
  | 'CONFIG_BAD_VALUE'
  | 'USAGE'
  | 'DATA_FILE'
  | 'DATA_FORMAT'
  | 'DATA_VALUE'
  | 'DATA_ORDER'
  | 'DATA_GAP'
  | 'DATA_RANGE'
  | 'DATA_NETWORK'
  | 'RUN_SPLIT'
  | 'RUN_FEATURE'
  | 'RUN_LABEL'
  | 'RUN_MODEL'
  | 'RUN_CALIBRATOR'
  | 'RUN_EXECUTION'
  | 'RUN_DIAGNOSTIC'
  | 'RUN_AUDIT'
  | 'RUN_WRITE'
  | 'RUN_MEMORY'
  | 'RUN_INTERRUPTED'
  | 'CACHE_TORN'
  | 'CACHE_LOCK'
  | 'VERIFY_DIFFERS';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem {
  readonly code: ProblemCode;
  /** Where in the spec: `features.close_z.window`; empty for problems outside a spec. */
  readonly path: readonly string[];
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint?: string;
  /** Whether the place is that of the key or of the value. Default: value. */
  readonly at?: 'key' | 'value';
  readonly place?: Place;
  /** The source lines with the caret, drawn by whoever knows the file. */
  readonly excerpt?: string;
  /** Filled where a misspelt key was recognised; used to drop the follow-up problem. */
  readonly meant?: string;
}

/** Problems of the user's making: exit 2 (spec, usage) or 1 (the run failed). All at once, never a stack. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];
  readonly exit: number;
  constructor(problems: readonly Problem[], exit = 1) {
    super(problems.map((p) => `${p.code} ${p.path.join('.')}: ${p.message}`).join('\n'));
    this.name = 'Refusal';
    this.problems = problems;
    this.exit = exit;
  }
}

/** A single problem at run time. `path` is a spec path such as `models.gbm`. */
export function refuse(code: ProblemCode, path: string, message: string, more: Partial<Problem> = {}): Refusal {
  return new Refusal([{ code, path: path === '' ? [] : path.split('.'), message, ...more }]);
}
