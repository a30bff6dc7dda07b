import { refuse, Refusal } from '../core/problem.ts';
import type { ResolvedSpec } from '../spec/types.ts';

/** Flags that stand for `--set`; plain words and numbers, so that no shell needs quotes. */
export interface StageFlags {
  readonly symbol?: string;
  readonly single?: boolean;
  readonly bins?: string;
  readonly quantile?: string;
  readonly side?: 'long' | 'short' | 'longshort' | 'auto';
  readonly quantileScope?: string;
  readonly fee?: string;
  readonly continueRounds?: string;
  readonly event?: boolean;
  /** What `--set` says already. */
  readonly set?: readonly string[];
}

const usage = (message: string, more: { expected?: string; found?: string; hint?: string } = {}): Refusal =>
  new Refusal(refuse('USAGE', '', message, more).problems, 2);

/** What the flags set, given the spec without them. */
export function stageSets(spec: ResolvedSpec, flags: StageFlags): readonly string[] {
  return [
    ...symbolSets(spec, flags),
    ...roundSets(spec, flags),
    ...quantileSets(spec, flags),
    ...(flags.fee === undefined ? [] : [`execution.fees={taker: ${flags.fee}, maker: ${flags.fee}}`]),
    ...(flags.event === true ? ['execution={type: event, exits: {neutral: close}}'] : []),
  ];
}

/** `--single`: one symbol alone, from its data on. Without it the symbol is the one that is judged and traded. */
function symbolSets({ data }: ResolvedSpec, { symbol, single = false }: StageFlags): readonly string[] {
  if (symbol === undefined) {
    if (single) throw usage('--single needs to know which symbol', { expected: '--symbol BTCUSDT --single' });
    return [];
  }
  if (!data.symbols.includes(symbol))
    throw usage(`--symbol ${symbol} is not one of the symbols of the spec`, {
      expected: data.symbols.join(', '),
      hint: 'a symbol that is traded must be one that is trained on; add it to data.symbols',
    });
  if (single) return [`data.symbols=[${symbol}]`, 'portfolio.symbols=null', 'evaluation.symbols=null'];
  return data.symbols.length === 1 ? [] : [`portfolio.symbols=[${symbol}]`, `evaluation.symbols=[${symbol}]`];
}

function roundSets({ models }: ResolvedSpec, { continueRounds }: StageFlags): readonly string[] {
  if (continueRounds === undefined) return [];
  const more = wholeNumber('--continue-rounds', continueRounds, 1, 100_000);
  const boosted = models.filter(({ values }) => typeof values['rounds'] === 'number');
  if (boosted.length === 0) throw usage('--continue-rounds needs a model that is fitted in rounds');
  return boosted.map(({ name, values }) => `models.${name}.rounds=${Number(values['rounds']) + more}`);
}

function quantileSets(spec: ResolvedSpec, flags: StageFlags): readonly string[] {
  const { bins, quantile, side, quantileScope } = flags;
  if (bins === undefined && quantile === undefined && side === undefined && quantileScope === undefined) return [];
  const traded = spec.signals.find(({ name }) => name === spec.portfolio.of);
  if (traded?.component.parts === undefined)
    throw usage('--bins, --quantile, --side and --quantile-scope are about a traded signal of type "quantile"', {
      found: `"${spec.portfolio.of}" is ${traded?.component.type ?? 'not known'}`,
    });
  const at = `signals.${traded.name}`;
  const count = bins === undefined ? Number(traded.values['bins']) : wholeNumber('--bins', bins, 2, 5000);
  const profiles = spec.evaluation.diagnostics.filter(({ component }) => component.type === 'quantile_profile');
  const profileBins = profiles.map(({ path }) => `${path.join('.')}.bins`);
  const isSaid = (key: string): boolean => flags.set?.some((text) => text.startsWith(`${key}=`)) ?? false;
  return [
    ...(bins === undefined ? [] : [`${at}.bins`, ...profileBins.filter((key) => !isSaid(key))]).map(
      (key) => `${key}=${count}`,
    ),
    ...(quantileScope === undefined ? [] : [`${at}.scope=${quantileScope}`]),
    ...(quantileScope === 'timestamp' || quantileScope === 'fitted' ? [`${at}.window=null`] : []),
    ...sideSets(at, count, flags),
  ];
}

/** `--quantile q`: that bin alone on its side, and for `longshort` its mirror image on the other one. */
function sideSets(at: string, count: number, { quantile, side }: StageFlags): readonly string[] {
  const q = quantile === undefined ? undefined : wholeNumber('--quantile', quantile, 1, count);
  const chosen = side === 'auto' ? (q === undefined ? 'longshort' : 2 * q > count ? 'long' : 'short') : side;
  const sided = chosen === undefined ? [] : [`portfolio.side=${chosen === 'longshort' ? 'both' : chosen}`];
  if (q === undefined) return sided;
  const mirror = count + 1 - q;
  if (mirror === q && (chosen ?? 'longshort') === 'longshort')
    throw usage(`--quantile ${q} of ${count} is its own mirror image`, { hint: '--side long' });
  const other = mirror === q ? (q === 1 ? count : 1) : mirror;
  const [long, short] = chosen === 'short' ? [other, q] : [q, other];
  return [
    ...sided,
    `${at}.long_from=${long}`,
    `${at}.long_to=${long}`,
    `${at}.short_from=${short}`,
    `${at}.short_to=${short}`,
  ];
}

function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const n = Number(text);
  if (Number.isInteger(n) && n >= min && n <= max) return n;
  throw usage(`${flag} must be a whole number`, { expected: `${min} to ${max}`, found: text });
}
