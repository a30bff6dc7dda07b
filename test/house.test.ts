import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Rules of the house that no linter here can say; each names the file and line that breaks it. */
const BANS: readonly { readonly what: string; readonly pattern: RegExp; readonly except: RegExp }[] = [
  { what: 'ambient randomness', pattern: /Math\.random/, except: /^src\/core\/rng/ },
  { what: 'ambient time', pattern: /Date\.now\(|new Date\(|performance\.now\(/, except: /^src\/core\/clock/ },
  {
    what: 'platform arithmetic',
    pattern: /Math\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b/,
    except: /^src\/core\/math\//,
  },
  { what: 'the ** operator', pattern: /\w \*\* \w/, except: /^$/ },
  { what: 'locale', pattern: /toLocale|localeCompare|Intl\./, except: /^$/ },
  {
    what: 'an escape from the types',
    pattern: /(: any\b|as any\b|@ts-ignore|@ts-nocheck|@ts-expect-error)/,
    except: /^$/,
  },
  { what: 'unfinished work', pattern: /\b(FIXME|XXX)\b|not implemented/, except: /^$/ },
];

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, (c) => c.replaceAll(/[^\n]/g, ' ')).replaceAll(/\/\/.*$/gm, '');

describe('the house', () => {
  for (const { what, pattern, except } of BANS) {
    it(`src holds no ${what}`, () => {
      const found = sources('src')
        .filter((path) => !except.test(path))
        .flatMap((path) =>
          withoutComments(readFileSync(join(ROOT, path), 'utf8'))
            .split('\n')
            .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
        );
      assert.deepEqual(found, []);
    });
  }

  it('each component is one file named after its type', async () => {
    const { registry } = await import('../src/runner/registry.ts');
    const { ROOMS } = await import('../src/core/contracts/common.ts');
    for (const room of ROOMS) {
      for (const type of registry.types(room)) {
        assert.ok(existsSync(join(ROOT, 'src', room, `${type.replaceAll('_', '-')}.ts`)), `${room}/${type}`);
        assert.equal((await registry.load(room, type)).type, type);
      }
    }
  });

  it('the import rules have modules to look at', () => {
    const built = readdirSync(join(ROOT, 'build/src'), { recursive: true }).filter((f) => String(f).endsWith('.js'));
    assert.ok(built.length > 100, `${relative(ROOT, 'build/src')} holds ${built.length} modules`);
  });
});
