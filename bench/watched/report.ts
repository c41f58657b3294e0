/** What being watched costs, as the tables of watched/README.md. */
import type { Occasion } from "../report.ts";
import { LIVELY_EVENTS_PER_SECOND } from "./lively-calls.ts";
import type { WatchedFigures, WatchedState } from "./summarise.ts";
import type { Watching } from "./watched.ts";

export interface WatchedResults extends Occasion {
  levels: WatchedFigures[];
}

const NAMES: Record<Watching, string> = {
  none: "no console",
  one: "one console",
  ten: "ten consoles",
  stuck: "one that never acknowledges",
};
/** A machine that cannot play what is meant gives less. */
const LEAST_SHARE = 0.95;

export function watchedFiguresOf({ date, machine, bun, levels }: WatchedResults): string {
  return [`${date}, ${machine}, Bun ${bun}.`, ...levels.map(levelOf)].join("\n\n");
}

function levelOf(level: WatchedFigures): string {
  const { calls, rounds, windowMs, eventsPerCallAndSecond, unwatchedP99Ms, residentMb, misplaced } = level;
  const isPlayed = eventsPerCallAndSecond >= LIVELY_EVENTS_PER_SECOND * LEAST_SHARE;
  return [
    `**${calls.toLocaleString("en")} live calls**, ${rounds} rounds of ${windowMs / 1_000} s for each state.`,
    "",
    "| Watched by | CPU us per call and second | Ratio to unwatched (range) | CPU ms per second beyond unwatched (range) | Latency p50 / p99 ms | p99 beyond unwatched (range) | To consoles, per second | Lines per watched call and second |",
    "|---|---|---|---|---|---|---|---|",
    ...level.states.map(rowOf),
    "",
    `- Events per call and second that were really played: ${eventsPerCallAndSecond}${isPlayed ? "" : " (**the machine was too busy**)"}; the load was ${level.loadLateMs} ms late at worst.`,
    `- p99 of the unwatched windows: ${unwatchedP99Ms.least} to ${unwatchedP99Ms.most} ms. ${verdictOf(level)}`,
    `- Resident memory: ${residentMb.first} MB after the first window, ${residentMb.last} MB after the last, ${residentMb.most} MB at most.`,
    `- Audio that did not arrive where it belonged: ${misplaced} pieces.`,
  ].join("\n");
}

function rowOf(state: WatchedState): string {
  const { watching, cpuMicros, cpuRatio, addedCpuMs, latencyMs, addedP99Ms, perSecond } = state;
  const latency = `${latencyMs.p50} / ${latencyMs.p99}`;
  if (watching === "none") return `| ${NAMES.none} | ${cpuMicros} | 1 | 0 | ${latency} | 0 | nothing | |`;
  const { messages, bytes, rows } = perSecond;
  return (
    `| ${NAMES[watching]} | ${cpuMicros} | ${cpuRatio.median} (${cpuRatio.least} to ${cpuRatio.most}) ` +
    `| ${addedCpuMs.median} (${addedCpuMs.least} to ${addedCpuMs.most}) | ${latency} ` +
    `| ${addedP99Ms.median} (${addedP99Ms.least} to ${addedP99Ms.most}) ` +
    `| ${messages} messages, ${Math.round(bytes / 1_000)} kB, ${rows} rows | ${state.linesPerCallAndSecond ?? ""} |`
  );
}

/** Noise is what the unwatched windows differ by among themselves. */
function verdictOf({ states, unwatchedP99Ms }: WatchedFigures): string {
  const beyond = states.filter(({ latencyMs }) => latencyMs.p99 > unwatchedP99Ms.most);
  if (beyond.length === 0)
    return "Watched, the median p99 stays within that: no added latency beyond the noise.";
  const names = beyond.map(({ watching }) => NAMES[watching]).join(", ");
  return `**Above that** lies the median p99 with ${names}.`;
}
