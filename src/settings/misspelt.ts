/** Finds names in the environment that are no setting but look like one: a letter wrong, or an underscore missing. */
import { SETTING_TABLE } from "./table.ts";

const KNOWN = Object.keys(SETTING_TABLE);
/** An environment holds much that is for others: a name is close only if few of its letters differ. */
const MOST_CHANGES = 2;
const LETTERS_PER_CHANGE = 5;
/** What some editors write before the first line; Bun's own reading of .env leaves it out, other programs' does not. */
const BYTE_ORDER_MARK = "\uFEFF";

/** One sentence for each such name, never with its value. A setting that is given under its own name too is not missed. */
export function misspeltSettings(environment: Readonly<Record<string, string | undefined>>): string[] {
  const given = Object.keys(environment).filter((name) => environment[name] !== undefined);
  return given.flatMap((name) => {
    if (Object.hasOwn(SETTING_TABLE, name)) return [];
    const meant = KNOWN.find((known) => (environment[known] ?? "") === "" && isClose(name, known));
    if (meant === undefined) return [];
    if (name.startsWith(BYTE_ORDER_MARK))
      return [
        `The file with ${meant} begins with an invisible mark, so that line has no effect. Save it as UTF-8 without a byte order mark.`,
      ];
    return [`${name} is not a setting and has no effect. Write ${meant}.`];
  });
}

function isClose(name: string, known: string): boolean {
  const [one, other] = [bare(name), bare(known)];
  const allowed = Math.min(MOST_CHANGES, Math.floor(other.length / LETTERS_PER_CHANGE));
  return Math.abs(one.length - other.length) <= allowed && changesBetween(one, other) <= allowed;
}

const bare = (name: string) => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");

/** Levenshtein's distance: letters put in, taken out or replaced. */
function changesBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at++) {
      const replaced = (row[at] ?? 0) + (letter === other[at] ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
