import type { Domain, Scalar } from '../types.ts';

/** Optuna's JSON text of a distribution: the number that is walked, without its unit. */
export function distributionText(domain: Domain): string {
  if (domain.kind === 'categorical')
    return JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: domain.choices } });
  const { low, high, log } = domain;
  if (domain.kind === 'integer')
    return JSON.stringify({ name: 'IntDistribution', attributes: { log, step: domain.step, low, high } });
  return JSON.stringify({ name: 'FloatDistribution', attributes: { step: domain.step ?? null, low, high, log } });
}

/** Reads today's three distributions and the five that older versions of Optuna wrote. Undefined where it is none of them. */
export function readDistribution(text: string): Domain | undefined {
  const { name, attributes } = JSON.parse(text) as { name?: string; attributes?: Record<string, unknown> };
  if (attributes === undefined) return undefined;
  const { choices } = attributes;
  if (name === 'CategoricalDistribution')
    return Array.isArray(choices) ? { kind: 'categorical', choices: choices as Scalar[] } : undefined;
  const [low, high] = [Number(attributes['low']), Number(attributes['high'])];
  const log = attributes['log'] === true || name === 'LogUniformDistribution' || name === 'IntLogUniformDistribution';
  const step = attributes['step'] ?? attributes['q'];
  if (name?.startsWith('Int') === true) return { kind: 'integer', low, high, step: Number(step ?? 1), log };
  if (
    !['FloatDistribution', 'UniformDistribution', 'LogUniformDistribution', 'DiscreteUniformDistribution'].includes(
      name ?? '',
    )
  )
    return undefined;
  return { kind: 'float', low, high, log, ...(typeof step === 'number' && { step }) };
}

/** `0.1 .. 2, step 0.1`: for messages. */
export function describeDomain(domain: Domain): string {
  if (domain.kind === 'categorical')
    return `one of ${domain.choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
  const step = domain.step === undefined ? '' : `, step ${domain.step}`;
  return `${domain.kind} ${domain.low} .. ${domain.high}${step}${domain.log ? ', log' : ''}`;
}

export function isSameDomain(a: Domain, b: Domain): boolean {
  return distributionText(a) === distributionText(b);
}
