import assert from 'node:assert/strict';
import { compileEnsemble, modelText, readModel } from '../../../src/models/_files/index.ts';
import { streamOf } from '../../../src/core/rng.ts';
import { stumpText, ubjOf, xgboostJson } from './_texts.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const open = (file: Uint8Array): unknown => compileEnsemble(readModel(modelText(file)));
const refuses = (file: Uint8Array | string, message: RegExp): void =>
  assert.throws(() => open(typeof file === 'string' ? bytes(file) : file), { name: 'Error', message });

describe('model files that are not what they should be', () => {
  it('are told by their content', () => {
    refuses('', /it is empty/);
    refuses('timestamp,open,high\n1,2,3\n', /neither a LightGBM text model nor an XGBoost model/);
    refuses(Uint8Array.of(0x80, 4, 0x95, 0xff), /neither text nor UBJ/);
    refuses('binf\0\0\0', /old binary form/);
    refuses('{"version":1}', /the file\.learner must be a block of keys, found nothing/);
    refuses('[1]', /neither/);
  });

  it('say where a LightGBM text is wrong', () => {
    const text = stumpText(2);
    refuses(text.slice(0, text.indexOf('leaf_value')), /ends in line \d+ without "end of trees": it is cut off/);
    refuses(text.replace('leaf_value=1 2', 'leaf_value=1'), /Tree=0 \(line 11\): leaf_value has 1 values, expected 2/);
    refuses(text.replace('leaf_value=1 2', 'leaf_value=1 x'), /Tree=0 \(line 11\): leaf_value holds "x"/);
    refuses(text.replace('leaf_value=1 2', 'leaf_value=1 nan'), /tree 0 has a leaf of NaN/);
    refuses(text.replace('threshold=0.5', 'threshold=nan'), /tree 0 has a threshold that is no number/);
    refuses(text.replace('right_child=-2', 'right_child=0'), /leads to node 0 twice: it is no tree/);
    refuses(text.replace('right_child=-2', 'right_child=-9'), /has a child 9, which is none of its 3 nodes/);
    refuses(text.replace('split_feature=0', 'split_feature=2'), /splits by feature 2, the model has 2/);
    refuses(text.replace('num_leaves=2', 'num_leaves=4000000000'), /num_leaves must be a whole number from 1/);
    refuses(text.replace('num_leaves=2', 'num_leaves=40000'), /leaf_value has 2 values, expected 40000/);
    refuses(text.replace('max_feature_idx=1', 'max_feature_idx=5'), /names 2 features and has 6/);
    refuses(text.replace('version=v4', 'version=v9'), /version "v9", expected v2, v3 or v4/);
    refuses(text.replace('objective=regression', 'objective=magic'), /objective "magic" is not known/);
    refuses(text.replace('Tree=0', 'Tree=5'), /line 11: expected "Tree=0", found "Tree=5"/);
    refuses(text.replace('decision_type=2', 'decision_type=1'), /a split has no categories/);
  });

  it('say where an XGBoost model is wrong', () => {
    const text = xgboostJson();
    const trees = 'learner\\.gradient_booster\\.model\\.trees\\[0\\]';
    refuses(text.slice(0, 400), /no JSON, or cut off/);
    refuses(xgboostJson({ left_children: [1, -1, 0, -1, -1] }), /leads to node 0 twice/);
    refuses(xgboostJson({ left_children: [1, -1, 99, -1, -1] }), /has a child 99, which is none of its 5 nodes/);
    refuses(xgboostJson({ split_indices: [7, 0, 1, 0, 0] }), /splits by feature 7, the model has 2/);
    refuses(xgboostJson({ split_conditions: ['NaN', 1, 0.1, 2, 4] }), /threshold that is no number/);
    refuses(xgboostJson({ split_conditions: [1, 2] }), new RegExp(`${trees}\\.split_conditions: 2 values for 5 nodes`));
    refuses(xgboostJson({ default_left: 'left' }), new RegExp(`${trees}\\.default_left must be a list, found string`));
    refuses(xgboostJson({ num_feature: '99999999999' }), /num_feature must be a whole number up to 100000/);
    refuses(xgboostJson({ base_score: '[1,2,3]' }), /base_score: "\[1,2,3\]" is no base of 1 outputs/);
    refuses(xgboostJson({ objective: '__proto__' }), /objective\.name: "__proto__" is not known/);
    refuses(text.replace('"gbtree"', '"gblinear"'), /"gblinear" has no trees/);
    const wide = { categories: [16_777_215], categories_nodes: [0], categories_segments: [0], categories_sizes: [1] };
    refuses(xgboostJson({ ...wide, categories: [16_777_216], split_type: [1, 0, 0, 0, 0] }), /beyond what can be read/);
  });

  it('are refused before they take memory: deep nesting and huge counts', () => {
    refuses('{"learner":'.repeat(100_000), /more than 32 deep/);
    refuses(bytes(`{${'i\u0001a{'.repeat(100_000)}`), /more than 32 deep/);
    const huge = ubjOf(JSON.parse(xgboostJson()));
    const at = Buffer.from(huge).indexOf('[$l#L', 0, 'latin1') + 5;
    huge.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], at);
    refuses(huge, /byte \d+: \d+ bytes are stated and \d+ are left: it is cut off or damaged/);
    refuses(bytes('{i\u0001a[$Z#l\u007f\u007f\u007f\u007f'), /arrays of type "Z" are not read/);
  });

  it('are read or refused with words, however they were cut or changed', () => {
    const rng = streamOf(5, 'test', 'model-files');
    const files = [bytes(stumpText(2)), bytes(xgboostJson()), ubjOf(JSON.parse(xgboostJson()))];
    let refused = 0;
    for (let k = 0; k < 3000; k++) {
      const file = files[k % 3].slice(0, k % 7 === 0 ? Math.floor(rng.uniform() * files[k % 3].length) : undefined);
      for (let i = 0; i < 1 + (k % 4); i++)
        file[Math.floor(rng.uniform() * file.length)] = Math.floor(rng.uniform() * 256);
      try {
        open(file);
      } catch (error) {
        assert.equal((error as Error).name, 'Error', `${String(error)} of ${new TextDecoder('latin1').decode(file)}`);
        assert.ok((error as Error).message.length > 5);
        refused++;
      }
    }
    assert.ok(refused > 1000);
  });
});
