/** Phone numbers as people may see them. */

/** last-digits: enough to tell two callers apart, too little to call one. */
export const NUMBER_SIGHTS = ["last-digits", "whole", "hidden"] as const;
export type NumberSight = (typeof NUMBER_SIGHTS)[number];

/** Digits with separators between them. */
const NUMBER = /^\+?[\d().\-\s/]*\d[\d().\-\s/]*$/;
const SHOWN_DIGITS = 4;
/** Of a number that is no longer than this, half of the digits are shown: an extension. */
const SHORT_DIGITS = 7;

/** "…4567" for "+1 555 010-4567"; "" for what may not be seen. A name in a number's place is shown only with "whole". */
export function maskedNumber(number: string, sight: NumberSight): string {
  const written = number.trim();
  if (sight === "whole") return written;
  if (sight === "hidden" || !NUMBER.test(written)) return "";
  const digits = written.replace(/\D/g, "");
  const shown = digits.length > SHORT_DIGITS ? SHOWN_DIGITS : Math.floor(digits.length / 2);
  return shown === 0 ? "" : `…${digits.slice(-shown)}`;
}
