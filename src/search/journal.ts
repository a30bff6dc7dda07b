import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isoUtc, now } from '../core/clock.ts';
import { Refusal, refuse } from '../core/problem.ts';
import { writing } from '../runner/_files.ts';
import { distributionText } from './_journal/distribution.ts';
import { lineOf } from './_journal/json.ts';
import { OP, STATES, replayOf } from './_journal/replay.ts';
import type { RecordedState, RecordedStudy, RecordedTrial, Replay } from './_journal/replay.ts';
import { checkStudy, paramsIn } from './_journal/study.ts';
import { appendLines, readFrom, withLock } from './_lock.ts';
import { pointOf } from './space.ts';
import type { Objective, Params, Space } from './types.ts';

export type { RecordedState } from './_journal/replay.ts';

/** What is kept of a trial beside Optuna's fields. Values survive JSON and are never null at the top. */
export type Attributes = { readonly [key: string]: unknown };

export interface StudyOptions {
  readonly name: string;
  readonly objectives: readonly Objective[];
  readonly space: Space;
  /** Written when the study is made, for example the digest of the base spec; another value later is refused. */
  readonly identity?: { readonly [key: string]: string | number };
  /** Whether the file may hold no other study. */
  readonly alone?: boolean;
}

export interface JournalTrial {
  readonly number: number;
  readonly state: RecordedState;
  readonly params: Params;
  /** By objective; null while there is no result. */
  readonly values: readonly number[] | null;
  /** By step, NaN where Python wrote one. */
  readonly intermediate: ReadonlyMap<number, number>;
  readonly attributes: Attributes;
}

export interface TrialStart {
  readonly params: Params;
  readonly attributes?: Attributes;
}

export interface TrialEnd {
  readonly number: number;
  readonly state: 'complete' | 'pruned' | 'failed';
  /** By objective, finite; only where complete. */
  readonly values?: readonly number[];
  readonly intermediate?: ReadonlyMap<number, number>;
  readonly attributes?: Attributes;
}

export interface StudyJournal {
  readonly file: string;
  /** Trials of the study, this moment, by number. */
  readonly trials: () => readonly JournalTrial[];
  /** Starts trials by one write; returns their numbers. `expected` = number of the first one; refused where another writer came first. */
  readonly start: (trials: readonly TrialStart[], expected?: number) => readonly number[];
  /** Ends trials by one write. One that has ended stays as it is. */
  readonly finish: (trials: readonly TrialEnd[]) => void;
  /** `start` and `finish` under one lock, forced to disk once; trials that start may end at once. */
  readonly advance: (starts: readonly TrialStart[], expected: number, ends: readonly TrialEnd[]) => void;
}

/**
 * A study in an Optuna JournalFile: JSON lines that Python's `JournalStorage` loads and goes on with. Made where the file
 * does not hold it; a study of another space, other objectives or another identity is refused and left as it is.
 * Any number of processes, Python's included, may write to the file.
 */
export function openStudy(file: string, options: StudyOptions): StudyJournal {
  const replay = replayOf(file);
  const { name, space } = options;
  let offset = 0;

  function refresh(): void {
    const bytes = readFrom(file, offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    offset += whole.length;
    for (const line of whole.toString('utf8').split('\n').slice(0, -1)) replay.apply(line);
  }

  /** Under the lock, up to date before each piece and after the last one, which is forced to disk with the others. */
  function write(...pieces: readonly (() => readonly object[])[]): void {
    withLock(file, () => {
      const worker_id = `${randomUUID()}-0`;
      for (const [i, linesOf] of pieces.entries()) {
        refresh();
        const lines = linesOf().map((op) => lineOf({ worker_id, ...op }));
        appendLines(file, lines, { sync: i === pieces.length - 1 });
      }
      refresh();
    });
  }

  writing(file, () => mkdirSync(dirname(file), { recursive: true }));
  refresh();
  if (options.alone === true) refuseOtherStudy(file, replay, name);
  if (studyNamed(replay, name) === undefined)
    write(() => (studyNamed(replay, name) === undefined ? studyLines(options, replay.created()) : []));
  const study = studyNamed(replay, name);
  if (study === undefined) throw new Error(`study "${name}" is not in ${file}`);
  checkStudy(file, study, options);

  return Object.freeze({
    file,
    trials(): readonly JournalTrial[] {
      refresh();
      return study.trials.map((trial) => journalTrial(space, trial));
    },
    start(trials: readonly TrialStart[], expected?: number): readonly number[] {
      let first = 0;
      write(() => {
        first = study.trials.length;
        if (expected !== undefined) refuseOtherWriter(file, first, expected);
        return trials.map((trial) => startLine(space, study.id, trial));
      });
      return trials.map((_, i) => first + i);
    },
    finish(ends: readonly TrialEnd[]): void {
      write(() => ends.flatMap((end) => endLines(study, end)));
    },
    advance(starts: readonly TrialStart[], expected: number, ends: readonly TrialEnd[]): void {
      const starting = (): readonly object[] => {
        refuseOtherWriter(file, study.trials.length, expected);
        return starts.map((trial) => startLine(space, study.id, trial));
      };
      const ending = (): readonly object[] => ends.flatMap((end) => endLines(study, end));
      write(...(starts.length > 0 ? [starting] : []), ...(ends.length > 0 ? [ending] : []));
    },
  });
}

function refuseOtherStudy(file: string, { studies }: Replay, name: string): void {
  const found = [...studies.values()].map((study) => study.name);
  if (found.every((other) => other === name)) return;
  const { problems } = refuse('USAGE', '', `${file} holds another study`, {
    expected: name,
    found: found.join(', '),
    hint: 'assay sweep SPEC --import FILE tries first what it has tried',
  });
  throw new Refusal(problems, 2);
}

function refuseOtherWriter(file: string, next: number, expected: number): void {
  if (next === expected) return;
  throw refuse('RUN_WRITE', '', `another sweep writes to ${file}: the next trial is ${next}, not ${expected}`, {
    hint: 'wait until it ends, then go on with --resume',
  });
}

/** Names of the studies in a journal, in order; none where the file does not exist. */
export function studiesIn(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const replay = replayOf(file);
  const bytes = readFrom(file, 0);
  for (const line of bytes
    .subarray(0, bytes.lastIndexOf(0x0a) + 1)
    .toString('utf8')
    .split('\n')
    .slice(0, -1))
    replay.apply(line);
  return [...replay.studies.values()].map((study) => study.name);
}

/** What the trials of another study have tried, in order, as far as this space holds it: a study made by Optuna goes on here. */
export function importedParams(file: string, space: Space): readonly Params[] {
  if (!existsSync(file)) throw new Refusal(refuse('USAGE', '', `there is no journal ${file}`).problems, 2);
  const replay = replayOf(file);
  for (const line of readFrom(file, 0).toString('utf8').split('\n').slice(0, -1)) replay.apply(line);
  const [study, ...more] = [...replay.studies.values()];
  if (study === undefined || more.length > 0) {
    throw new Refusal(
      refuse('USAGE', '', `${file} holds ${study === undefined ? 'no study' : `${more.length + 1} studies`}`, {
        expected: 'one study',
      }).problems,
      2,
    );
  }
  const objectives = study.directions.map((direction) => ({
    metric: '',
    direction: direction === 2 ? ('maximize' as const) : ('minimize' as const),
  }));
  checkStudy(file, { ...study, system: {}, user: {} }, { objectives, space });
  return study.trials.map((trial) => paramsIn(space, trial));
}

function studyNamed({ studies }: Replay, name: string): RecordedStudy | undefined {
  return [...studies.values()].find((study) => study.name === name);
}

/** Times as both Optuna 3 and 5 read them. */
const stamp = (): string => isoUtc(now()).replace('Z', '000+00:00');

function studyLines({ name, objectives, space, identity = {} }: StudyOptions, study_id: number): readonly object[] {
  return [
    {
      op_code: OP.createStudy,
      study_name: name,
      directions: objectives.map(({ direction }) => (direction === 'maximize' ? 2 : 1)),
    },
    {
      op_code: OP.studySystemAttr,
      study_id,
      system_attr: { 'study:metric_names': objectives.map(({ metric }) => metric) },
    },
    {
      op_code: OP.studyUserAttr,
      study_id,
      user_attr: {
        space: Object.fromEntries(
          space.params.map(({ path, domain, unit }) => [path, { distribution: distributionText(domain), unit }]),
        ),
      },
    },
    ...Object.entries(identity).map(([key, value]) => ({
      op_code: OP.studyUserAttr,
      study_id,
      user_attr: { [key]: value },
    })),
  ];
}

function startLine(space: Space, study_id: number, { params, attributes = {} }: TrialStart): object {
  const point = pointOf(space, params);
  const set = space.params.flatMap((param, i) => (Number.isNaN(point[i]) ? [] : [{ param, value: point[i] }]));
  return {
    op_code: OP.createTrial,
    study_id,
    datetime_start: stamp(),
    state: 0,
    value: null,
    values: null,
    distributions: Object.fromEntries(set.map(({ param }) => [param.path, distributionText(param.domain)])),
    params: Object.fromEntries(set.map(({ param, value }) => [param.path, value])),
    user_attrs: withoutNull(attributes),
    system_attrs: {},
    intermediate_values: {},
  };
}

function endLines(
  study: RecordedStudy,
  { number, state, values, intermediate = new Map(), attributes = {} }: TrialEnd,
): readonly object[] {
  const trial: RecordedTrial | undefined = study.trials[number];
  if (trial === undefined) throw new RangeError(`study "${study.name}" has no trial ${number}`);
  const trial_id = trial.id;
  return [
    ...[...intermediate]
      .filter(([, value]) => Number.isFinite(value))
      .map(([step, intermediate_value]) => ({ op_code: OP.trialIntermediate, trial_id, step, intermediate_value })),
    ...Object.entries(withoutNull(attributes)).map(([key, value]) => ({
      op_code: OP.trialUserAttr,
      trial_id,
      user_attr: { [key]: value },
    })),
    {
      op_code: OP.trialState,
      trial_id,
      state: STATES.indexOf(state),
      values: state === 'complete' ? (values ?? null) : null,
      datetime_complete: stamp(),
    },
  ];
}

/** optuna-dashboard calls a method on each value. */
function withoutNull(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined));
}

function journalTrial(space: Space, trial: RecordedTrial): JournalTrial {
  const { number, state, values, intermediate, user } = trial;
  return { number, state, values, intermediate, attributes: user, params: paramsIn(space, trial) };
}
