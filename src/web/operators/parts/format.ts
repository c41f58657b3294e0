/** Numbers and times as the console writes them: English, 24 hours, in the operator's own time zone. */

const NUMBER = new Intl.NumberFormat("en");
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** 12345 -> "12,345" */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** A length in words, two units at most: 42_000 -> "42 s", 683_000 -> "11 min 23 s", 3_725_000 -> "1 h 2 min". */
export function formatLength(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

/** A place in a call as a stopwatch shows it: 65_000 -> "1:05", 3_725_000 -> "1:02:05". Less than nothing counts as nothing. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A length where milliseconds count: 840 -> "840 ms", 1_240 -> "1.24 s", 20_000 -> "20 s", 725_000 -> "12 min 5 s". */
export function formatMs(durationMs: number): string {
  const size = Math.abs(durationMs);
  if (size < 1_000) return `${Math.round(durationMs)} ms`;
  if (size < 60_000) return `${Number((durationMs / 1_000).toFixed(2))} s`;
  return formatLength(durationMs);
}

/** "14:05:09" */
export function clockTime(atMs: number): string {
  return CLOCK.format(atMs);
}

/** "14:05:09.042" */
export function clockTimeMs(atMs: number): string {
  return `${CLOCK.format(atMs)}.${String(Math.floor(atMs) % 1_000).padStart(3, "0")}`;
}

/** "21 Nov 2026, 14:05:09" */
export function dateTime(atMs: number): string {
  return `${DAY.format(atMs)}, ${CLOCK.format(atMs)}`;
}

/** "just now", "42 s ago", "5 min ago", "3 h ago", "2 days ago"; a moment ahead of the clock counts as now. */
export function relativeTime(atMs: number, nowMs: number): string {
  const seconds = Math.floor((nowMs - atMs) / 1_000);
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} days ago`;
}

/** 1_572_864 -> "1.5 MB" (powers of 1024). */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Plural by count: countOf(1, "call") -> "1 call", countOf(3, "call") -> "3 calls". */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}

/** The part of a long id that a person compares: its last `length` characters, with a sign that some are missing. */
export function shortId(id: string, length = 8): string {
  return id.length <= length + 2 ? id : `…${id.slice(-length)}`;
}
