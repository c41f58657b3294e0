/** The comparison with Google's service as the tables of README.md. */
import { round } from "../statistics.ts";
import type { PeerEvents } from "./events.ts";
import type { Peers } from "./peers.ts";

export function peersFiguresOf({ alone: { google, sidetone }, rows }: Peers): string {
  const aloneRow = (title: string, of: (one: Peers["alone"]["google"]) => number, unit: string) =>
    `| ${title} | ${of(google)} ${unit} | ${of(sidetone)} ${unit} |`;
  return [
    "| Chunks | Legs | CPU seconds of a leg's minute, Google | Sidetone | Times less | Wanted | p50 of a chunk, Google | Sidetone |",
    "|---|---|---|---|---|---|---|---|",
    ...rows.map(
      ({ chunkMs, legs, cpuSeconds, times, wanted, met, p50Ms }) =>
        `| ${chunkMs} ms | ${legs} | ${cpuSeconds.google} | ${cpuSeconds.sidetone} | ${times} | ${wanted}: ${met ? "met" : "**missed**"} | ${p50Ms.google} ms | ${p50Ms.sidetone} ms |`,
    ),
    "",
    "| Alone | Google | Sidetone, embedded storage |",
    "|---|---|---|",
    aloneRow("CPU until ready", ({ readyCpuMs }) => readyCpuMs, "ms"),
    aloneRow("Time until ready", ({ readyWallMs }) => readyWallMs, "ms"),
    aloneRow("Resident memory", ({ rssMb }) => rssMb, "MB"),
    aloneRow("CPU while idle", ({ idlePercent }) => idlePercent, "% of a core"),
  ].join("\n");
}

export function peerEventsFiguresOf({ young, warm }: PeerEvents): string {
  const row = (title: string, { google, sidetone }: PeerEvents["warm"]) =>
    `| ${title} | ${google} ms | ${sidetone} ms | ${round(google / sidetone, 1)} |`;
  return [
    "| CPU of a pushed event to one desktop, on Redis | Google's two services | Sidetone | Times less |",
    "|---|---|---|---|",
    row("New processes, first 200 events", young),
    row("Warm", warm),
  ].join("\n");
}
