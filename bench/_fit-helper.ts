import { workerData } from 'node:worker_threads';
import type { Team } from '../src/core/team.ts';
import { helpFit } from '../src/models/_boosting/index.ts';

/** A thread that shares the fits of the bench's own thread. */
helpFit(workerData as Team);
