/**
 * A day's calls in fast time, with a retention of a minute: size on disk and in memory must stay flat, and at the end
 * nothing of the calls may be found anywhere.
 *
 *   bun scripts/soak.ts [--calls 2000] [--redis]
 *
 * The last line is JSON; the exit code is 0 only if it says ok.
 */
import { parseArgs } from "node:util";
import { exitOnSignals } from "./exit-on-signals.ts";
import { runSoak } from "./soak/run.ts";

exitOnSignals();
const { values } = parseArgs({
  options: { calls: { type: "string", default: "2000" }, redis: { type: "boolean", default: false } },
});
const calls = Number(values.calls);
if (!Number.isInteger(calls) || calls < 1) throw new Error("CALLS must be a whole number, at least 1.");

const result = await runSoak({ calls, redis: values.redis, say: (sentence) => console.error(sentence) });
console.log(JSON.stringify(result));
process.exit(result.ok ? 0 : 1);
