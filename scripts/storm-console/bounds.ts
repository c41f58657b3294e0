/** What a storm of calls may do to a console at most. Counts and processor time, so that a busy machine causes no failure. */
import type { ConsoleStormResult } from "./run-storm.ts";

/** A main thread that is busy for longer than this does not react. */
const MOST_BUSY_SHARE = 0.5;
/** A thousand rows drawn at once would be more than ten times as many. */
const MOST_ELEMENTS = 5_000;
const MOST_HEAP_MB = 150;

/** One sentence for each bound that was broken. */
export function brokenBounds({ list, search, callPage, complaints }: ConsoleStormResult): string[] {
  const broken = complaints.map((complaint) => `the page complained: ${complaint}`);
  for (const [name, { busyShare, elements, heapMb, feed }] of [
    ["list", list],
    ["call page", callPage],
  ] as const) {
    if (!(busyShare <= MOST_BUSY_SHARE)) broken.push(`${name}: busy for ${busyShare} of the time`);
    if (elements > MOST_ELEMENTS) broken.push(`${name}: ${elements} elements`);
    if (heapMb > MOST_HEAP_MB) broken.push(`${name}: ${heapMb} MB of heap`);
    if (feed.messages === 0) broken.push(`${name}: nothing came over the feed`);
  }
  const { busyShare } = search;
  if (!(busyShare <= MOST_BUSY_SHARE)) broken.push(`search: busy for ${busyShare} of the time`);
  return broken;
}
