/**
 * 1,000 desktops on 500 calls, the server's Redis connections cut and desktops dropping all the while.
 *
 *   bun scripts/storm-desktops.ts [--calls=500] [--desktops-per-call=2] [--events-per-call=20] [--seconds=30] [--cut-every-ms=1000]
 *
 * Prints the result as JSON. The exit code is 1 unless every desktop has every event of its call once, in order.
 */
import { parseArgs } from "node:util";
import { startRedisServer } from "../test/support/redis-server.ts";
import { exitOnSignals } from "./exit-on-signals.ts";
import { runStorm } from "./storm-desktops/run-storm.ts";

exitOnSignals();
const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "500" },
    "desktops-per-call": { type: "string", default: "2" },
    "events-per-call": { type: "string", default: "20" },
    seconds: { type: "string", default: "30" },
    "cut-every-ms": { type: "string", default: "1000" },
  },
});

const redis = await startRedisServer();
try {
  const result = await runStorm({
    redisUrl: redis.url,
    calls: Number(values.calls),
    desktopsPerCall: Number(values["desktops-per-call"]),
    eventsPerCall: Number(values["events-per-call"]),
    durationMs: Number(values.seconds) * 1_000,
    cutEveryMs: Number(values["cut-every-ms"]),
    dropShare: 0.05,
    say: (sentence) => console.error(sentence),
  });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.complete === result.desktops && result.disagreeing === 0 ? 0 : 1;
} finally {
  await redis.close();
}
