/** The windows of one level as figures: each state beside the unwatched one of its round. */
import type { WatchedLevel } from "../plan.ts";
import { median, round } from "../statistics.ts";
import type { WatchedWindow, Watching } from "./watched.ts";

interface Spread {
  median: number;
  least: number;
  most: number;
}

export interface WatchedState {
  watching: Watching;
  /** Of the whole process, per call and second, with all that the calls themselves cost. */
  cpuMicros: number;
  /** Over the unwatched window of the same round. */
  cpuRatio: Spread;
  /** Milliseconds of CPU per second beyond the unwatched window of the same round. */
  addedCpuMs: Spread;
  latencyMs: { p50: number; p99: number };
  /** Beyond the unwatched window of the same round. */
  addedP99Ms: Spread;
  /** To all consoles together. */
  perSecond: { messages: number; bytes: number; rows: number };
  /** Lines of history a watched call's console got; null if none was watched. */
  linesPerCallAndSecond: number | null;
}

export interface WatchedFigures extends WatchedLevel {
  /** Finals that reached the charts, over all windows. */
  eventsPerCallAndSecond: number;
  /** By how much the load was behind its plan at worst. */
  loadLateMs: number;
  /** Audio that did not arrive where it belonged. */
  misplaced: number;
  /** From the least to the most p99 of the unwatched windows: what is below that is noise. */
  unwatchedP99Ms: Spread;
  /** Resident memory of the process: after the first window, after the last, and at most. */
  residentMb: { first: number; last: number; most: number };
  states: WatchedState[];
  windows: Record<Watching, WatchedWindow[]>;
}

const BYTES_PER_MB = 1_000_000;

export function summarise(level: WatchedLevel, windows: Record<Watching, WatchedWindow[]>): WatchedFigures {
  const all = Object.values(windows).flat();
  const resident = all.map(({ rssBytes }) => rssBytes);
  const seconds = sumOf(all, ({ elapsedMs }) => elapsedMs) / 1_000;
  return {
    ...level,
    eventsPerCallAndSecond: round(sumOf(all, ({ finals }) => finals) / seconds / level.calls),
    loadLateMs: round(Math.max(...all.map(({ loadLateMs }) => loadLateMs)), 1),
    misplaced: sumOf(all, ({ misplaced }) => misplaced),
    unwatchedP99Ms: spreadOf(
      windows.none.map(({ p99Ms }) => p99Ms),
      1,
    ),
    residentMb: {
      first: round((windows.none[0]?.rssBytes ?? Number.NaN) / BYTES_PER_MB, 0),
      last: round((windows.stuck.at(-1)?.rssBytes ?? Number.NaN) / BYTES_PER_MB, 0),
      most: round(Math.max(...resident) / BYTES_PER_MB, 0),
    },
    states: (Object.keys(windows) as Watching[]).map((watching) => stateOf(watching, level.calls, windows)),
    windows,
  };
}

function stateOf(watching: Watching, calls: number, all: Record<Watching, WatchedWindow[]>): WatchedState {
  const windows = all[watching];
  const pairs = windows.flatMap((window, index) => {
    const unwatched = all.none[index];
    return unwatched === undefined ? [] : [{ window, unwatched }];
  });
  const spreadOver = (compare: (window: WatchedWindow, unwatched: WatchedWindow) => number, digits: number) =>
    spreadOf(
      pairs.map(({ window, unwatched }) => compare(window, unwatched)),
      digits,
    );
  const seconds = sumOf(windows, ({ elapsedMs }) => elapsedMs) / 1_000;
  const perSecond = (pick: (report: NonNullable<WatchedWindow["consoles"]>) => number) =>
    round(sumOf(windows, ({ consoles }) => (consoles === null ? 0 : pick(consoles))) / seconds, 1);
  const watchedCalls = Math.max(0, ...windows.map(({ consoles }) => consoles?.connected ?? 0));
  return {
    watching,
    cpuMicros: round((1_000 * median(windows.map(cpuMsPerSecond))) / calls, 0),
    cpuRatio: spreadOver((window, unwatched) => cpuMsPerSecond(window) / cpuMsPerSecond(unwatched), 3),
    addedCpuMs: spreadOver((window, unwatched) => cpuMsPerSecond(window) - cpuMsPerSecond(unwatched), 1),
    latencyMs: {
      p50: round(median(windows.map(({ p50Ms }) => p50Ms)), 1),
      p99: round(median(windows.map(({ p99Ms }) => p99Ms)), 1),
    },
    addedP99Ms: spreadOver((window, unwatched) => window.p99Ms - unwatched.p99Ms, 1),
    perSecond: {
      messages: perSecond(({ messages }) => messages),
      bytes: perSecond(({ bytes }) => bytes),
      rows: perSecond(({ rows }) => rows),
    },
    linesPerCallAndSecond: watchedCalls === 0 ? null : round(perSecond(({ lines }) => lines) / watchedCalls),
  };
}

/** Milliseconds of CPU per second of the window: a tenth of it is the share of one core in percent. */
function cpuMsPerSecond({ cpuMicrosPerMessage, messages, elapsedMs }: WatchedWindow): number {
  return (cpuMicrosPerMessage * messages) / elapsedMs;
}

function spreadOf(values: readonly number[], digits: number): Spread {
  return {
    median: round(median(values), digits),
    least: round(Math.min(...values), digits),
    most: round(Math.max(...values), digits),
  };
}

function sumOf(windows: readonly WatchedWindow[], pick: (window: WatchedWindow) => number): number {
  return windows.reduce((sum, window) => sum + pick(window), 0);
}
