/**
 * 1,000 live calls that hear five events a second each, and a console in Chromium that looks at them for a minute.
 *
 *   bun scripts/storm-console.ts [--calls=1000] [--seconds=60]
 *
 * Prints the figures as JSON. The exit code is 1 where a bound is broken, and says which on standard error.
 */
import { parseArgs } from "node:util";
import { exitOnSignals } from "./exit-on-signals.ts";
import { brokenBounds } from "./storm-console/bounds.ts";
import { runConsoleStorm } from "./storm-console/run-storm.ts";

exitOnSignals();
const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "1000" },
    seconds: { type: "string", default: "60" },
  },
});

const result = await runConsoleStorm({
  calls: Number(values.calls),
  durationMs: Number(values.seconds) * 1_000,
  say: (sentence) => console.error(sentence),
});
console.log(JSON.stringify(result, null, 2));
const broken = brokenBounds(result);
for (const sentence of broken) console.error(sentence);
process.exit(broken.length === 0 ? 0 : 1);
