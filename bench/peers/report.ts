/** The comparison with Google's service as the tables of README.md. */
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
