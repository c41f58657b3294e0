/**
 * 50,000 keyed MediaStream events in a minute on Redis; Sidetone is killed three times meanwhile, and Redis once.
 *
 *   bun scripts/storm-events.ts [--events=50000] [--seconds=60] [--embedded]
 *
 * With --embedded nothing is killed: it tells how many events a second the embedded database takes and works off. The last
 * line is JSON; the exit code is 0 only if each event had exactly one effect.
 */
import { parseArgs } from "node:util";
import { exitOnSignals } from "./exit-on-signals.ts";
import { runEventStorm } from "./storm-events/run-storm.ts";

exitOnSignals();
const { values } = parseArgs({
  options: {
    events: { type: "string", default: "50000" },
    seconds: { type: "string", default: "60" },
    embedded: { type: "boolean", default: false },
  },
});
const [events, seconds] = [Number(values.events), Number(values.seconds)];
if (!Number.isInteger(events) || events < 1) throw new Error("EVENTS must be a whole number, at least 1.");
if (!(seconds > 0)) throw new Error("DURATION must be seconds, more than 0.");

const result = await runEventStorm({
  ...{ events, durationMs: seconds * 1_000, calmMs: 5_000 },
  redis: !values.embedded,
  killsAt: values.embedded ? [] : [0.2, 0.45, 0.8],
  redisKillsAt: values.embedded ? [] : [0.6],
  say: (sentence) => console.error(sentence),
});
console.log(JSON.stringify(result));
process.exit(result.ok ? 0 : 1);
