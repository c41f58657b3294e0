/** What sharing calls costs, as the tables of fleet/README.md. */
import type { Occasion } from "../report.ts";
import type { LatencyRow } from "./latency.ts";
import type { FleetFigures, FleetRow, RedisFigures } from "./summarise.ts";
import { type TargetRow, targetRowsOf } from "./targets.ts";

export interface FleetResults extends Occasion, FleetFigures {}

export interface FleetLatencyResults extends Occasion {
  load: number;
  rows: LatencyRow[];
  targets: TargetRow[];
}

export const fleetLatencyOf = (
  occasion: Occasion & { load: number },
  rows: LatencyRow[],
): FleetLatencyResults => ({
  ...occasion,
  rows,
  targets: targetRowsOf(rows),
});

/** Both tables, as far as they were measured. */
export function fleetPageOf(
  cost: FleetResults | undefined,
  latency: FleetLatencyResults | undefined,
): string {
  const parts = [
    ...(cost === undefined ? [] : [fleetFiguresOf(cost)]),
    ...(latency === undefined ? [] : [latencyFiguresOf(latency)]),
  ];
  return parts.join("\n\n");
}

export function latencyFiguresOf({ date, machine, bun, load, rows, targets }: FleetLatencyResults): string {
  return [
    `From push to screen, ${date}, ${machine}, Bun ${bun}, load average ${load}:`,
    [
      "| Instances | p50 | Without Redis, same rounds | Ratio (range) |",
      "|---|---|---|---|",
      ...rows.map(
        ({ instances, screenMs, embeddedMs, ratio: { median, least, most } }) =>
          `| ${instances} | ${screenMs} ms | ${embeddedMs} ms | ${median} (${least} to ${most}) |`,
      ),
    ].join("\n"),
    [
      "| | Measured | Wanted | |",
      "|---|---|---|---|",
      ...targets.map(
        ({ title, measured, wanted, met }) =>
          `| ${title} | ${measured} times | at most ${wanted} times | ${met ? "met" : "**missed**"} |`,
      ),
    ].join("\n"),
  ].join("\n\n");
}

export function fleetFiguresOf({ date, machine, bun, calls, embedded, rows }: FleetResults): string {
  return [
    `${date}, ${machine}, Bun ${bun}, ${calls} calls with two legs each.`,
    [
      "| Instances | CPU us per call and second | Ratio to one without Redis (range) | CPU us per event | Ratio (range) |",
      "|---|---|---|---|---|",
      `| 1, without Redis | ${embedded.cpuMicros} | 1 | ${embedded.eventMicros} | 1 |`,
      ...rows.map(costOf),
    ].join("\n"),
    "Redis, beyond what an idle fleet asks of it: commands (with those inside scripts), kB from and to instances, its own CPU.",
    [
      "| Instances | A call and second of speech | A further event | To begin and end a call | Held for a live call | Idle, per instance and second |",
      "|---|---|---|---|---|---|",
      ...rows.map(redisOf),
    ].join("\n"),
  ].join("\n\n");
}

function costOf({ instances, cpuMicros, cpuRatio, eventMicros, eventRatio }: FleetRow): string {
  const range = ({ median, least, most }: FleetRow["cpuRatio"]) => `${median} (${least} to ${most})`;
  return `| ${instances} | ${cpuMicros} | ${range(cpuRatio)} | ${eventMicros} | ${range(eventRatio)} |`;
}

function redisOf(row: FleetRow): string {
  const { instances, perCallAndSecond, perEvent, perCall, heldBytesPerCall, idleCommandsPerInstance } = row;
  return (
    `| ${instances} | ${textOf(perCallAndSecond)} | ${textOf(perEvent)} | ${textOf(perCall)} ` +
    `| ${kB(heldBytesPerCall)} kB | ${idleCommandsPerInstance} commands |`
  );
}

function textOf({ commands, inBytes, outBytes, cpuMicros }: RedisFigures): string {
  return `${commands} commands, ${kB(inBytes)} / ${kB(outBytes)} kB, ${cpuMicros} us`;
}

const kB = (bytes: number) => (bytes / 1_000).toFixed(1);
