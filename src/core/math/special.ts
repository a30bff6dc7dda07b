export { erf, erfc } from './erf.ts';
export { normalCdf, normalPdf, normalQuantile } from './normal.ts';
export { chiSquareCdf, chiSquareTail, gammaP, gammaQ, lgamma } from './gamma.ts';
export { incompleteBeta, studentTCdf, studentTTwoSided } from './beta.ts';
