export const DAY_MS = 86_400_000;

const DAYS_PER_ERA = 146_097;

/** Month (1..12) and day of month (1..31) of a day counted from 1970-01-01, by the 400-year cycle from 1 March. */
export function civilOf(day: number): { readonly month: number; readonly day: number } {
  const shifted = day + 719_468;
  const ofEra = shifted - Math.floor(shifted / DAYS_PER_ERA) * DAYS_PER_ERA;
  const leapDays = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const year = Math.floor((ofEra - leapDays) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  return {
    month: fromMarch < 10 ? fromMarch + 3 : fromMarch - 9,
    day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}
