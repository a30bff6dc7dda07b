import { refuse } from '../../core/problem.ts';
import type { Domain } from '../types.ts';
import { readDistribution } from './distribution.ts';
import { parseTolerant } from './json.ts';

export const OP = {
  createStudy: 0,
  deleteStudy: 1,
  studyUserAttr: 2,
  studySystemAttr: 3,
  createTrial: 4,
  trialParam: 5,
  trialState: 6,
  trialIntermediate: 7,
  trialUserAttr: 8,
  trialSystemAttr: 9,
  discardTrials: 10,
} as const;

export const STATES = ['running', 'complete', 'pruned', 'failed', 'waiting'] as const;
export type RecordedState = (typeof STATES)[number];

type Attrs = Record<string, unknown>;

export interface RecordedTrial {
  /** Place among all trials of the file. */
  readonly id: number;
  /** Place in its study. */
  readonly number: number;
  state: RecordedState;
  values: readonly number[] | null;
  readonly params: Map<
    string,
    { readonly internal: number; readonly domain: Domain | undefined; readonly text: string }
  >;
  readonly intermediate: Map<number, number>;
  readonly user: Attrs;
  readonly system: Attrs;
}

export interface RecordedStudy {
  readonly id: number;
  readonly name: string;
  /** 1 = minimize, 2 = maximize. */
  readonly directions: readonly number[];
  readonly user: Attrs;
  readonly system: Attrs;
  readonly trials: RecordedTrial[];
}

export interface Replay {
  readonly studies: Map<number, RecordedStudy>;
  readonly apply: (line: string) => void;
  /** Studies made so far, deleted ones included: the id of the next one. */
  readonly created: () => number;
}

type Log = { readonly [key: string]: unknown };

interface State {
  readonly studies: Map<number, RecordedStudy>;
  readonly trials: RecordedTrial[];
  /** Studies made so far. */
  created: number;
}

/**
 * State of a journal, line by line, by the rules of Optuna's own replay: ids count what is accepted, an operation on what
 * does not exist or has ended is passed over.
 */
export function replayOf(file: string): Replay {
  const state: State = { studies: new Map(), trials: [], created: 0 };
  let line = 0;
  return Object.freeze({
    studies: state.studies,
    created: () => state.created,
    apply(text: string): void {
      line++;
      try {
        applyLog(state, parseTolerant(text) as Log);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw refuse('DATA_FORMAT', '', `${file}:${line} is not a line of a study journal: ${why}`, {
          found: text.slice(0, 80),
        });
      }
    },
  });
}

function applyLog(state: State, log: Log): void {
  const op = log['op_code'];
  if (typeof op !== 'number' || op > OP.discardTrials) throw new TypeError(`unknown operation ${JSON.stringify(op)}`);
  if (op === OP.createTrial) createTrial(state, log);
  else if (op < OP.createTrial) applyToStudy(state, op, log);
  else if (op < OP.discardTrials) applyToTrial(state.trials.at(Number(log['trial_id'])), op, log);
}

function createTrial({ studies, trials }: State, log: Log): void {
  const study = studies.get(Number(log['study_id']));
  if (study === undefined) return;
  const trial: RecordedTrial = {
    id: trials.length,
    number: study.trials.length,
    state: STATES[Number(log['state'] ?? 0)],
    values: valuesOf(log),
    params: new Map(),
    intermediate: new Map(
      Object.entries(objectOf(log['intermediate_values'])).map(([step, value]) => [Number(step), Number(value)]),
    ),
    user: { ...objectOf(log['user_attrs']) },
    system: { ...objectOf(log['system_attrs']) },
  };
  const texts = objectOf(log['distributions']);
  for (const [name, internal] of Object.entries(objectOf(log['params']))) setParam(trial, name, internal, texts[name]);
  trials.push(trial);
  study.trials.push(trial);
}

function applyToTrial(trial: RecordedTrial | undefined, op: number, log: Log): void {
  if (trial === undefined || (trial.state !== 'running' && trial.state !== 'waiting')) return;
  if (op === OP.trialParam)
    setParam(trial, String(log['param_name']), log['param_value_internal'], log['distribution']);
  else if (op === OP.trialIntermediate)
    trial.intermediate.set(Number(log['step']), Number(log['intermediate_value'] ?? NaN));
  else if (op === OP.trialUserAttr) Object.assign(trial.user, log['user_attr']);
  else if (op === OP.trialSystemAttr) Object.assign(trial.system, log['system_attr']);
  else {
    trial.state = STATES[Number(log['state'])];
    trial.values = valuesOf(log) ?? trial.values;
  }
}

function applyToStudy(state: State, op: number, log: Log): void {
  const id = Number(log['study_id']);
  const study = state.studies.get(id);
  if (op === OP.createStudy) {
    const name = String(log['study_name']);
    if ([...state.studies.values()].some((other) => other.name === name)) return;
    const directions = log['directions'] as number[];
    state.studies.set(state.created, { id: state.created, name, directions, user: {}, system: {}, trials: [] });
    state.created++;
  } else if (op === OP.deleteStudy) state.studies.delete(id);
  else if (op === OP.studyUserAttr && study !== undefined) Object.assign(study.user, log['user_attr']);
  else if (study !== undefined) Object.assign(study.system, log['system_attr']);
}

const objectOf = (value: unknown): Attrs => (typeof value === 'object' && value !== null ? (value as Attrs) : {});

function valuesOf(log: Log): readonly number[] | null {
  if (Array.isArray(log['values'])) return log['values'].map(Number);
  return typeof log['value'] === 'number' ? [log['value']] : null;
}

function setParam(trial: RecordedTrial, name: string, internal: unknown, text: unknown): void {
  trial.params.set(name, { internal: Number(internal), domain: readDistribution(String(text)), text: String(text) });
}
