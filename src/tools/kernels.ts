import wabt from 'wabt';
import { kernelText as extremesText } from '../features/_helpers/extremes-kernel/module.ts';
import { kernelText as boostingText } from '../models/_boosting/kernel/module.ts';

/** The generated files that hold WebAssembly, by path from the top of the repository. */
export async function kernelFiles(): Promise<readonly (readonly [path: string, text: string])[]> {
  return [
    ['src/models/_boosting/generated/kernel.ts', await compiled('kernel/module.ts', boostingText())],
    ['src/features/_helpers/extremes-kernel/generated.ts', await compiled('module.ts', extremesText())],
  ];
}

/** The whole text of a module that exports the binary of a WebAssembly text. */
async function compiled(source: string, text: string): Promise<string> {
  const tool = await wabt();
  const features = { simd: true, bulk_memory: true, sign_extension: true, threads: true };
  const module = tool.parseWat(source, text, features);
  try {
    module.resolveNames();
    // its types know nothing of the features that a validation takes
    (module as { validate(features: object): void }).validate(features);
    const { buffer } = module.toBinary({});
    const base64 = Buffer.from(buffer).toString('base64');
    return `/** WebAssembly of \`${source}\` in base64; written by \`npm run gen\`. */\nexport const kernelBase64 =\n  '${base64}';\n`;
  } finally {
    module.destroy();
  }
}
