import type { Room } from '../core/contracts/common.ts';
import type { Component } from '../core/contracts/component.ts';
import calibrators from '../calibrators/index.ts';
import source from '../data/source/index.ts';
import diagnostics from '../evaluation/diagnostics/index.ts';
import exits from '../execution/exits/index.ts';
import execution from '../execution/index.ts';
import slippage from '../execution/slippage/index.ts';
import features from '../features/index.ts';
import gates from '../gates/index.ts';
import labels from '../labels/index.ts';
import models from '../models/index.ts';
import prepareImpute from '../models/prepare/impute/index.ts';
import prepareReduce from '../models/prepare/reduce/index.ts';
import prepareScale from '../models/prepare/scale/index.ts';
import prepareWinsorize from '../models/prepare/winsorize/index.ts';
import sampleWeight from '../models/sample-weight/index.ts';
import limits from '../portfolio/limits/index.ts';
import select from '../portfolio/select/index.ts';
import sizing from '../portfolio/sizing/index.ts';
import signals from '../signals/index.ts';
import { generatedValidator } from '../spec/types-of.ts';
import type { Registry } from '../spec/types.ts';
import split from '../split/index.ts';

type Index = { readonly [type: string]: () => Promise<{ readonly default: unknown }> };

const INDEXES: { readonly [room in Room]: Index } = {
  'data/source': source,
  features,
  labels,
  split,
  models,
  'models/prepare/winsorize': prepareWinsorize,
  'models/prepare/impute': prepareImpute,
  'models/prepare/scale': prepareScale,
  'models/prepare/reduce': prepareReduce,
  'models/sample-weight': sampleWeight,
  calibrators,
  signals,
  gates,
  'portfolio/select': select,
  'portfolio/sizing': sizing,
  'portfolio/limits': limits,
  execution,
  'execution/slippage': slippage,
  'execution/exits': exits,
  'evaluation/diagnostics': diagnostics,
};

/** All components, each loaded when it is first asked for. */
export const registry: Registry = Object.freeze({
  types: (room: Room) => Object.keys(INDEXES[room]),
  async load(room: Room, type: string): Promise<Component> {
    const load = Object.hasOwn(INDEXES[room], type) ? INDEXES[room][type] : undefined;
    if (load === undefined) throw new Error(`no component ${room}/${type}`);
    return (await load()).default as Component;
  },
  validator: generatedValidator,
});
