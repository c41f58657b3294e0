/** The results as the tables of README.md, next to what the project promises. */
import { type AroundRow, aroundFiguresOf } from "./around/rows.ts";
import type { Ageing } from "./audio-path/age.ts";
import type { Comparison } from "./audio-path/compare.ts";
import type { MemoryPerLeg } from "./audio-path/memory.ts";
import type { ThousandLegs } from "./audio-path/thousand.ts";
import type { FleetLatencyResults, FleetResults } from "./fleet/report.ts";
import type { PeerEvents } from "./peers/events.ts";
import type { Peers } from "./peers/peers.ts";
import { peerEventsFiguresOf, peersFiguresOf } from "./peers/report.ts";
import type { StorageResults } from "./storage/report.ts";
import type { WatchedResults } from "./watched/report.ts";

/** When and on what something was measured. */
export interface Occasion {
  date: string;
  machine: string;
  bun: string;
}

/** Subjects measured at another time stay as they were. */
export interface Results extends Occasion {
  compare?: Comparison[];
  thousand?: ThousandLegs;
  memory?: Occasion & { load: number } & MemoryPerLeg;
  age?: Ageing;
  /** Has a page of its own: watched/README.md. */
  watched?: WatchedResults;
  /** storage/README.md. */
  storage?: StorageResults;
  /** fleet/README.md. */
  fleet?: FleetResults;
  fleetLatency?: FleetLatencyResults;
  /** Start, rest, events, latency at light load, restart. */
  around?: Occasion & { load: number; rows: AroundRow[] };
  /** Beside Google's own service. */
  peers?: Occasion & { load: number } & Peers;
  peersEvents?: Occasion & { load: number } & PeerEvents;
}

const START = "<!-- figures: written by make bench -->";
const END = "<!-- end of figures -->";
const TARGET = { cpuRatio: { 100: 1.25, 20: 0.7 }, addedP99Ms: 10, ageRatio: 1.2 };

/** Replaces the text between the markers; throws without markers. */
export function withFigures(readme: string, figures: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error("README.md has lost its markers");
  return `${readme.slice(0, start + START.length)}\n\n${figures}\n\n${readme.slice(end)}`;
}

export function figuresOf(results: Partial<Results>): string {
  const { compare = [], thousand, memory, age, around, peers, peersEvents } = results;
  const parts =
    results.date === undefined ? [] : [`${results.date}, ${results.machine}, Bun ${results.bun}.`];
  if (compare.length > 0) parts.push(comparisonTable(compare));
  const rows: string[] = [];
  if (thousand !== undefined) {
    const { legs, sentMs, account, misplaced, latencyMs } = thousand;
    const isWhole =
      account.receivedMs === sentMs && account.droppedMs + account.imbalanceMs + misplaced === 0;
    rows.push(
      `| ${legs} legs speaking at once, one process | ${sentMs / 1000} s of audio sent, ${account.receivedMs / 1000} s received, ` +
        `${account.droppedMs} ms dropped, account off by ${account.imbalanceMs} ms; ${thousand.cpuPercent} % of one core, ` +
        `p99 ${latencyMs.p99} ms | nothing dropped | ${verdict(isWhole)} |`,
    );
  }
  if (memory !== undefined) {
    const { rssKb, ratio, legs, wanted, met, date, load } = memory;
    rows.push(
      `| Memory per leg, ${legs} legs opened at once (${date}, load average ${load}) | ${rssKb.sidetone} kB against ${rssKb.bare} kB: ${ratio} times | at most ${wanted} kB | ${verdict(met)} |`,
    );
  }
  if (age !== undefined) {
    const { cpuMicros, ratio, messages } = age;
    rows.push(
      `| CPU per message after ${messages.toLocaleString("en")} messages | ${cpuMicros.last} us, first minute ${cpuMicros.first} us: ${ratio} times | at most ${TARGET.ageRatio} times | ${verdict(ratio <= TARGET.ageRatio)} |`,
    );
  }
  if (rows.length > 0) parts.push(["| | Measured | Promised | |", "|---|---|---|---|", ...rows].join("\n"));
  if (around !== undefined) {
    const when = `Around the audio path, built program, ${around.date}, ${around.machine}, Bun ${around.bun}, load average ${around.load}:`;
    parts.push(when, aroundFiguresOf(around.rows));
  }
  if (peers !== undefined) {
    const when = `Beside Google's own service, ${peers.date}, ${peers.machine}, Bun ${peers.bun}, load average ${peers.load}:`;
    parts.push(when, peersFiguresOf(peers));
  }
  if (peersEvents !== undefined) {
    const { date, machine, bun, load } = peersEvents;
    const when = `An event beside Google's own services, ${date}, ${machine}, Bun ${bun}, load average ${load}:`;
    parts.push(when, peerEventsFiguresOf(peersEvents));
  }
  return parts.join("\n\n");
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = [
    "| Chunks | Legs (speaking at a time) | Arrival | CPU us per message, Sidetone / bare (receiving alone) | Ratio (range) | Promised | Latency p50 / p99 ms, Sidetone | bare | p99 beyond bare and designed wait |",
    "|---|---|---|---|---|---|---|---|---|",
  ];
  const rows = comparisons.map((row) => {
    const { chunkMs, legs, speaking, arrival, cpuMicros, cpuRatio, latencyMs } = row;
    const limit = TARGET.cpuRatio[chunkMs as 100 | 20];
    const { sidetone, bare } = latencyMs;
    return (
      `| ${chunkMs} ms | ${legs} (${speaking}) | ${arrival} | ${cpuMicros.sidetone} / ${cpuMicros.bare} (${cpuMicros.receiveOnly}) ` +
      `| ${cpuRatio.median} (${cpuRatio.least}-${cpuRatio.most}) | ${limit}: ${verdict(cpuRatio.median <= limit)} ` +
      `| ${sidetone.p50} / ${sidetone.p99} | ${bare.p50} / ${bare.p99} ` +
      `| ${row.addedP99Ms}: ${verdict(row.addedP99Ms < TARGET.addedP99Ms)} |`
    );
  });
  return [...head, ...rows].join("\n");
}

const verdict = (isMet: boolean) => (isMet ? "met" : "**missed**");
