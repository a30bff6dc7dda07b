import { build, install, step } from './_steps.mjs';

// The main job on a fresh machine: install, build, run the quickstart on the synthetic market.
install();
build();
step(process.execPath, ['build/src/cli/main.js', 'run', 'experiments/quickstart.yml', ...process.argv.slice(2)]);
