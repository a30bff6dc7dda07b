import wabt from 'wabt';
import { kernelText } from '../models/_boosting/kernel/module.ts';

/** Compiles the boosting kernel and gives the whole text of `src/models/_boosting/generated/kernel.ts`. */
export async function generateKernel(): Promise<string> {
  const tool = await wabt();
  const features = { simd: true, bulk_memory: true, sign_extension: true };
  const module = tool.parseWat('boosting.wat', kernelText(), features);
  try {
    module.resolveNames();
    module.validate();
    const { buffer } = module.toBinary({});
    const base64 = Buffer.from(buffer).toString('base64');
    return `/** WebAssembly of \`kernel/module.ts\` in base64; written by \`npm run gen\`. */\nexport const kernelBase64 =\n  '${base64}';\n`;
  } finally {
    module.destroy();
  }
}
