/** Commands as a person can copy them into a shell. */

/** Single quotes where a shell would read something else into the word. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

export const commandLine = (words: readonly string[]): string => words.map(quoted).join(" ");
