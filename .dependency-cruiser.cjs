/** The law of the rooms: a star round core. Runs on the build output; `npm test` also checks that it saw modules. */
const ROOMS = 'features|labels|split|models|calibrators|signals|gates|portfolio|execution|evaluation';

module.exports = {
  forbidden: [
    { name: 'no-rings', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-stands-alone',
      comment: 'core/ imports nothing but itself and Node.',
      severity: 'error',
      from: { path: '^build/src/core/' },
      to: { path: '^build/src/', pathNot: '^build/src/core/' },
    },
    {
      name: 'rooms-import-core-only',
      comment: 'A component imports core/ and the helpers of its own room.',
      severity: 'error',
      from: { path: `^build/src/(${ROOMS}|data)/` },
      to: { path: '^build/src/', pathNot: ['^build/src/core/', '^build/src/$1/'] },
    },
    {
      name: 'components-do-not-import-each-other',
      severity: 'error',
      from: { path: `^build/src/(${ROOMS})/[^_][^/]*\\.js$`, pathNot: '/index\\.js$' },
      to: { path: `^build/src/$1/[^_][^/]*\\.js$`, pathNot: '^build/src/evaluation/' },
    },
    {
      name: 'rooms-touch-no-machine',
      comment: 'No Node built-ins in component rooms.',
      severity: 'error',
      from: { path: `^build/src/(${ROOMS})/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'spec-knows-no-component',
      comment: 'spec/ gets the registry as an argument.',
      severity: 'error',
      from: { path: '^build/src/spec/' },
      to: { path: '^build/src/', pathNot: '^build/src/(core|spec|generated)/' },
    },
    {
      name: 'report-knows-no-runner',
      severity: 'error',
      from: { path: '^build/src/report/' },
      to: { path: '^build/src/(runner|search|cli|spec)/' },
    },
    {
      name: 'runner-knows-no-cli',
      comment: 'Of search/ it knows spaces and samplers, which are pure: a model is tuned inside its fold.',
      severity: 'error',
      from: { path: '^build/src/runner/' },
      to: { path: '^build/src/(search|cli)/', pathNot: '^build/src/search/(samplers/|space\\.js$|history\\.js$)' },
    },
    {
      name: 'history-reads-runs-only',
      severity: 'error',
      from: { path: '^build/src/history/' },
      to: { path: '^build/src/(search|view|cli)/' },
    },
    {
      name: 'view-reads-history-only',
      severity: 'error',
      from: { path: '^build/src/view/' },
      to: { path: '^build/src/(search|cli|runner)/' },
    },
    {
      name: 'search-knows-no-cli',
      severity: 'error',
      from: { path: '^build/src/search/' },
      to: { path: '^build/src/(history|view|cli)/' },
    },
    {
      name: 'registry-alone-imports-rooms',
      comment:
        'Components are reached through the registry; the runner calls engines (folders and files that start with _) and evaluation directly.',
      severity: 'error',
      from: {
        path: '^build/src/(runner|search|cli|tools)/',
        pathNot: ['^build/src/runner/registry\\.js$', '^build/src/tools/'],
      },
      to: {
        path: `^build/src/(features|labels|split|models|calibrators|signals|gates|portfolio|execution)/`,
        pathNot: '/_',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^build/src|^[a-z_:/]+$',
    tsPreCompilationDeps: false,
  },
};
