import { workerData } from 'node:worker_threads';
import type { Team } from '../../../src/core/team.ts';
import { helpFit } from '../../../src/models/_boosting/index.ts';

helpFit(workerData as Team);
