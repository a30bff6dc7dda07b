import { build, install, step } from './_steps.mjs';

const FORMATTED = [
  'src',
  'test',
  'bench',
  'scripts',
  'config.yml',
  'package.json',
  'tsconfig.json',
  '.*rc.json',
  '.*.cjs',
];

// Everything that must hold: types, generated files, lint, import rules, tests. The last line counts the tests.
install();
build();
step(process.execPath, ['build/src/tools/gen.js', '--check']);
step('npx', ['oxlint', '--type-aware', 'src', 'test', 'bench']);
step('npx', ['depcruise', '--config', '.dependency-cruiser.cjs', 'build/src']);
// what the project holds: the files that its users put beside it are theirs
step('npx', ['prettier', '--check', '--log-level', 'warn', ...FORMATTED]);
step('npx', ['mocha', ...process.argv.slice(2)]);
