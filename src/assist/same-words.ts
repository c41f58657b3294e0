/** Whether two texts say the same, as far as they go: recognisers add case and punctuation late. */

/** True if `whole` begins with the words of `text`, the last of which may be incomplete. False for a text without words. */
export function isOpeningOf(text: string, whole: string): boolean {
  const opening = plainWords(text);
  return opening !== "" && plainWords(whole).startsWith(opening);
}

/** Letters and digits only, in lower case, words apart by one space. */
export function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
