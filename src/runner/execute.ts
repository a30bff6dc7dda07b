import type { Calibrator } from '../core/contracts/calibrator.ts';
import type { Feature } from '../core/contracts/feature.ts';
import type { Label } from '../core/contracts/label.ts';
import type { Model } from '../core/contracts/model.ts';
import { elapsed } from '../core/clock.ts';
import type { Registry } from '../spec/types.ts';
import { openLibrary } from './native/library.ts';
import { registry } from './registry.ts';
import { baselinesStep } from './steps/baselines.ts';
import type { BaselinesJob } from './steps/baselines.ts';
import { calibrateStep } from './steps/calibrate.ts';
import type { CalibrateJob } from './steps/calibrate.ts';
import { crossStep } from './steps/cross.ts';
import type { CrossJob } from './steps/cross.ts';
import { featureStep } from './steps/feature.ts';
import type { FeatureJob } from './steps/feature.ts';
import { fitStep } from './steps/fit.ts';
import { fitParts, weigherOf } from './steps/_fit/parts.ts';
import type { FitJob } from './steps/fit.ts';
import { givenStep } from './steps/given.ts';
import type { GivenJob } from './steps/given.ts';
import { joinedStep } from './steps/joined.ts';
import type { JoinedJob } from './steps/joined.ts';
import { labelStep } from './steps/label.ts';
import type { LabelJob } from './steps/label.ts';
import { monthBinsStep } from './steps/month-bins.ts';
import type { MonthBinsJob } from './steps/month-bins.ts';
import { laid } from './steps/pooled.ts';
import { qualityStep } from './steps/quality.ts';
import type { QualityJob } from './steps/quality.ts';
import { scoreStep } from './steps/score.ts';
import type { ScoreJob } from './steps/score.ts';
import { stabilityStep } from './steps/stability.ts';
import type { StabilityJob } from './steps/stability.ts';
import type { Arrays, Control, StepResult } from './steps/step.ts';

/** Sharing the work of a running fit. */
interface HelpJob {
  readonly kind: 'help';
  readonly type: string;
}

export type Job =
  | HelpJob
  | MonthBinsJob
  | FeatureJob
  | JoinedJob
  | CrossJob
  | LabelJob
  | FitJob
  | ScoreJob
  | CalibrateJob
  | GivenJob
  | BaselinesJob
  | StabilityJob
  | QualityJob;

/** Runs one job, in a worker or inline: frozen JSON and shared columns in, shared columns out. */
export function execute(job: Job, arrays: Arrays, control: Control): Promise<StepResult> {
  return executeWith(registry, job, arrays, control);
}

/** The same with components from elsewhere. */
export async function executeWith(registry: Registry, job: Job, arrays: Arrays, control: Control): Promise<StepResult> {
  const started = elapsed();
  const result = await perform(registry, job, arrays, control);
  return { ...result, ms: elapsed() - started };
}

async function perform(registry: Registry, job: Job, arrays: Arrays, control: Control): Promise<StepResult> {
  switch (job.kind) {
    case 'feature':
      return featureStep(job, (await registry.load('features', job.type)) as Feature, arrays);
    case 'cross':
      return crossStep(job, (await registry.load('features', job.type)) as Feature, arrays);
    case 'joined':
      return joinedStep(job, arrays);
    case 'label':
      return labelStep(job, (await registry.load('labels', job.type)) as Label, arrays);
    case 'model':
      return fitStep(job, (await registry.load('models', job.type)) as Model, laid(job, arrays), control, {
        ...(await fitParts(registry, job.values)),
        ...(job.library !== undefined && { library: await openLibrary(job.library) }),
      });
    case 'help':
      return help((await registry.load('models', job.type)) as Model, control);
    case 'scores':
      return scoreStep(job, (await registry.load('models', job.type)) as Model, laid(job, arrays));
    case 'quality':
      return qualityStep(job, arrays);
    case 'baselines':
      return baselinesStep(job, arrays);
    case 'stability':
      return stabilityStep(job, arrays);
    case 'month_bins':
      return monthBinsStep(job, (await registry.load('calibrators', job.type)) as Calibrator, arrays);
    case 'given':
      return givenStep(arrays);
    case 'calibrator':
      return calibrateStep(
        job,
        (await registry.load('calibrators', job.type)) as Calibrator,
        arrays,
        await weigherOf(registry, job.values),
      );
  }
}

function help({ help: share }: Model, { team }: Control): StepResult {
  if (team !== undefined) share?.(team);
  return { meta: {}, arrays: [] };
}
