const INDIA_OFFSET_MS = 5.5 * 3_600_000;
const DAY_MS = 86_400_000;

/** The earliest date of birth that is accepted, as YYYY-MM-DD. */
export const OLDEST_BIRTH_DATE = '1900-01-01';

/**
 * Whether the text is a date, as YYYY-MM-DD, and a person born on it is at least `minimumAge` years old today.
 * @param now milliseconds since the epoch; "today" is the day in India
 */
export function isBirthDate(text: string, minimumAge: number, now: number): boolean {
  return isRealDate(text) && text >= OLDEST_BIRTH_DATE && text <= latestBirthDate(minimumAge, now);
}

/** The latest date, as YYYY-MM-DD, on which a person of `minimumAge` years can have been born; never today. */
export function latestBirthDate(minimumAge: number, now: number): string {
  const today = dayOf(now + INDIA_OFFSET_MS);
  if (minimumAge === 0) return dayOf(now + INDIA_OFFSET_MS - DAY_MS);
  const year = String(Number(today.slice(0, 4)) - minimumAge).padStart(4, '0');
  const latest = `${year}${today.slice(4)}`;
  // Only 29 February is missing in some years.
  return isRealDate(latest) ? latest : `${year}-02-28`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function isRealDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dayOf(date.getTime()) === text;
}
