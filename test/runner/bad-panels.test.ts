import assert from 'node:assert/strict';
import type { Problem } from '../../src/core/problem.ts';
import { cautionsOf } from '../../src/runner/cautions.ts';
import { here, outcomeOf, refusalOf } from './_here.ts';
import { CONFIG, marketFiles, panelSpec } from './_panel.ts';

const files = {
  'config.yml': CONFIG,
  ...marketFiles([{ name: 'AAA' }, { name: 'BBB' }, { name: 'CCC' }, { name: 'LATE', from: 690 }], 700),
  'ended.csv': 'symbol,from,to\nAAA,2024-01-01,\nBBB,2024-01-01,\nCCC,2025-01-01,\n',
  'twice.csv': 'symbol,from,to\nAAA,2024-01-01,\nAAA,2024-01-10,\nBBB,2024-01-01,\n',
  'torn.csv': 'symbol,from,to\nAAA,2024-01-01,\nBBB,2024-0',
  'data/torn.json': '{"symbols":[{"symbol":"AAA","filters":[{"filterType":"LOT_SI',
  'data/empty.json': '{"symbols":[]}',
};
const BLOCKS = `features:
  mom: { type: momentum, window: 12 }
  rank: { type: cross_rank, of: mom }
labels: { h4: { type: forward_return, horizon: 4 } }
split: { type: walk_forward, train: 10d, test: 5d }
models: { m: { type: ridge, labels: [h4], features: [mom, rank] } }
signals: { s: { type: score, of: m } }
portfolio: { select: { type: top_n, n: 9 }, sizing: { type: equal, gross: 6 }, rebalance: { every: 1d } }
`;
const spec = (symbols: readonly string[]): string => panelSpec(symbols, BLOCKS);
const listed = (file: string): string =>
  spec(['AAA']).replace('symbols: [AAA]', `universe: { type: list, path: ./${file} }`);
const told = ({ code, path, message, expected, found, hint }: Problem): string =>
  `${code} ${path.join('.')}: ${[message, expected, found, hint].join(' | ')}`;
const cautions = (text: string): Promise<readonly string[]> =>
  here(text, { files }, ({ opened }) => Promise.resolve(cautionsOf(opened)));

describe('a panel that is wrong', () => {
  const cases: readonly (readonly [string, string, readonly string[], RegExp])[] = [
    ['a symbol without a file', spec(['AAA', 'NONE']), [], /^DATA_FILE data\.source\.path: .*NONE\.csv/],
    ['a symbol listed twice', spec(['AAA', 'BBB', 'AAA']), [], /^SPEC_CONFLICT data\.symbols: "AAA" is listed twice/],
    ['memberships that overlap', listed('twice.csv'), [], /lists AAA twice at one time .*again from 2024-01-10/],
    ['a torn universe', listed('torn.csv'), [], /line 3 is no membership/],
    [
      'torn instruments',
      spec(['AAA', 'BBB']),
      ['data.instruments={type: exchange_info, path: torn.json}'],
      /^DATA_FORMAT data\.instruments\.path: .*holds no JSON/,
    ],
    [
      'instruments that say nothing of a symbol',
      spec(['AAA', 'BBB']),
      ['data.instruments={type: exchange_info, path: empty.json}'],
      /says nothing of AAA/,
    ],
    [
      'a reference symbol that is not there',
      spec(['AAA', 'BBB']),
      ['features.ref={type: momentum, window: 4, symbol: NONE}', 'models.m.features=[mom, rank, ref]'],
      /NONE\.csv.*features\.ref\.symbol asks for NONE/,
    ],
    [
      'legs of a pair that are not loaded',
      panelSpec(
        ['AAA', 'BBB'],
        `features:
  first: { type: expression, formula: close, symbol: AAA }
  second: { type: expression, formula: close, symbol: BBB }
signals:
  pair: { type: pairs_spread, of: first, against: second, legs: [AAA, CCC], window: 5d, entry: 2, exit: 0.5 }
`,
      ),
      [],
      /^SPEC_CONFLICT signals\.pair\.legs: "CCC" is not one of data\.symbols/,
    ],
    [
      'cross-sections that are never known',
      spec(['AAA', 'BBB', 'CCC']),
      ['features.rank.min_symbols=4'],
      /^RUN_FEATURE features\.rank: .*NaN at every time .*4 symbols or more/,
    ],
  ];
  for (const [what, text, set, says] of cases)
    it(`is refused: ${what}`, async () => {
      const { problems } = await refusalOf(outcomeOf(text, { files, set }));
      assert.match(told(problems[0]), says);
      assert.ok(problems[0].place !== undefined);
    });

  it('is told where it can be run: symbols that are never traded, too few for an IC', async () => {
    assert.deepEqual(await cautions(spec(['AAA', 'BBB', 'CCC'])), []);
    assert.match((await cautions(spec(['AAA', 'BBB', 'CCC', 'LATE']))).join(), /of LATE no bar in the universe/);
    const ended = await cautions(listed('ended.csv'));
    assert.match(ended.join(), /of CCC no bar in the universe .*2 symbols are too few for an IC/);
    assert.match((await cautions(spec(['AAA', 'BBB']))).join(), /2 symbols are too few for an IC/);
    const alone = `${spec(['AAA', 'BBB'])}evaluation: { label: h4, symbols: [AAA] }\n`;
    assert.deepEqual(await cautions(alone), []); // one symbol is judged over time
  });

  it('holds fewer where fewer qualify, and scales weights beyond the leverage; both are counted', async () => {
    const { result } = await outcomeOf(spec(['AAA', 'BBB', 'CCC']), { files });
    const { counts, logs } = result.portfolio as NonNullable<typeof result.portfolio>;
    assert.equal(counts.unfilled % counts.rebalances, 0); // six of nine places stay empty at each
    assert.ok(counts.unfilled >= 6 * counts.rebalances && counts.scaled_to_leverage > 0);
    const wanted = new Map<number, number>();
    logs?.targets?.decision_row.forEach((row, i) =>
      wanted.set(row, (wanted.get(row) ?? 0) + Math.abs(logs.targets?.weight[i] ?? 0)),
    );
    assert.ok(wanted.size > 5 && [...wanted.values()].every((weights) => weights < 1 + 1e-9));
  });

  it('shows what the file says at its place there, where a --set changes something below it', async () => {
    const text = spec(['AAA', 'BBB']);
    const set = ['models.m.l2=3', 'features.mom.window=690'];
    const { problems } = await refusalOf(outcomeOf(text, { files, set }));
    assert.match(problems[0].place?.file ?? '', /spec\.yml$/);
  });
});
