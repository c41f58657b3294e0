/**
 * The index of calls by marks of their parties' addresses: one sorted set, whose entries are ordered by mark and by when the
 * call began. What it has of a call is also in a set of that call, so that it goes with the call.
 */
import type { RedisSession } from "./redis-session.ts";

/** Of a time in milliseconds since the Unix epoch, so that the order of texts is that of numbers. */
const TIME_DIGITS = 16;

/** `member` is the hash of the call's key. */
export function markEntry(mark: string, startedAtMs: number, member: string): string {
  return `${mark}:${timeText(startedAtMs)}:${member}`;
}

/**
 * Hashes of the keys of calls with any of these marks, newest first, each once. `before`: only calls that began earlier. More than
 * `limit` where calls began in the same millisecond as the last.
 */
export async function readMarkIndex(
  session: RedisSession,
  { marks, limit, before }: { marks: readonly string[]; limit: number; before?: number },
): Promise<string[]> {
  const index = session.key("calls", "marked");
  const read = (max: string, min: string, ...rest: [] | [limit: "LIMIT", from: number, count: number]) =>
    session.run("listSummaries", () =>
      rest.length === 0
        ? session.client.zrange(index, max, min, "BYLEX", "REV")
        : session.client.zrange(index, max, min, "BYLEX", "REV", ...rest),
    );
  const found = await Promise.all(
    marks.map(async (mark) => {
      // ";" follows ":", so it is behind all entries of the mark.
      const max = before === undefined ? `(${mark};` : `(${mark}:${timeText(before)}`;
      const page = await read(max, `(${mark}:`, "LIMIT", 0, limit);
      const last = page.at(-1);
      if (last === undefined || page.length < limit) return page;
      const sameTime = last.slice(0, last.lastIndexOf(":"));
      return [...page, ...(await read(`(${sameTime};`, `(${sameTime}:`))];
    }),
  );
  const newest = found
    .flat()
    .map((entry) => ({ member: entry.slice(-64), time: entry.slice(-65 - TIME_DIGITS, -65) }))
    .sort((one, other) => (one.time < other.time ? 1 : -1));
  const lastTime = newest[limit - 1]?.time ?? "";
  return [...new Set(newest.filter(({ time }) => time >= lastTime).map(({ member }) => member))];
}

function timeText(atMs: number): string {
  return String(atMs).padStart(TIME_DIGITS, "0");
}
