import { build, install, step } from './_steps.mjs';

// Everything that must hold: types, generated files, lint, import rules, tests. The last line counts the tests.
install();
build();
step(process.execPath, ['build/src/tools/gen.js', '--check']);
step('npx', ['oxlint', '--type-aware', 'src', 'test', 'bench']);
step('npx', ['depcruise', '--config', '.dependency-cruiser.cjs', 'build/src']);
step('npx', ['prettier', '--check', '--log-level', 'warn', '.']);
step('npx', ['mocha', ...process.argv.slice(2)]);
