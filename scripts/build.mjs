import { build } from './_steps.mjs';

build();
