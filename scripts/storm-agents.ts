/**
 * 2,000 agents' own applications, a tenth of them reloading each second for a minute, while metadata comes for each call.
 *
 *   bun scripts/storm-agents.ts [--agents=2000] [--seconds=60] [--reload-share=0.1] [--metadata-per-call=10] [--instances=1]
 *
 * With more instances than one they share calls on a Redis that is started for it, and each life of an agent is at any of them.
 * The last line is one JSON object. The exit code is 1 unless every session was resumed, and no metadata was lost or doubled.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startRedisServer } from "../test/support/redis-server.ts";
import { exitOnSignals } from "./exit-on-signals.ts";
import { runStorm } from "./storm-agents/run-storm.ts";

exitOnSignals();
const { values } = parseArgs({
  options: {
    agents: { type: "string", default: "2000" },
    seconds: { type: "string", default: "60" },
    "reload-share": { type: "string", default: "0.1" },
    "metadata-per-call": { type: "string", default: "10" },
    instances: { type: "string", default: "1" },
  },
});

const dataDirectory = await mkdtemp(join(tmpdir(), "sidetone-storm-agents-"));
const instances = Number(values.instances);
const redis = instances > 1 ? await startRedisServer() : undefined;
try {
  const result = await runStorm({
    agents: Number(values.agents),
    durationMs: Number(values.seconds) * 1_000,
    reloadShare: Number(values["reload-share"]),
    metadataPerCall: Number(values["metadata-per-call"]),
    dataDirectory,
    ...(redis === undefined ? {} : { fleet: { redisUrl: redis.url, instances } }),
    say: (sentence) => console.error(sentence),
  });
  console.log(JSON.stringify(result));
  process.exitCode = result.ok ? 0 : 1;
} finally {
  await redis?.close();
  await rm(dataDirectory, { recursive: true, force: true });
}
