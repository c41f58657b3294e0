/** Shows the operators' console with invented calls: `bun scripts/console-preview.ts [--port N] [--calls N] [--rate N]`. */
import { parseArgs } from "node:util";
import { startConsolePreview } from "../test/support/console-preview/console-preview.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8089" },
    calls: { type: "string", default: "24" },
    rate: { type: "string", default: "0.3" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(
    "Usage: bun scripts/console-preview.ts [--port 8089] [--calls 24] [--rate 0.3]\n" +
      "Serves the operators' console with invented live calls, each with so many events a second.",
  );
  process.exit(0);
}

const preview = startConsolePreview({
  port: Number(values.port),
  calls: Number(values.calls),
  rate: Number(values.rate),
});
const failing = [...preview.fleet.calls.values()].filter(({ alarms }) => alarms.length > 0).slice(0, 4);
console.log(`The operators' console with invented calls:\n\n  ${preview.url}/operators/\n`);
for (const { callKey, alarms } of failing) {
  console.log(`  ${(alarms[0]?.code ?? "").padEnd(18)} ${preview.url}/operators/calls/${callKey}`);
}
console.log("\nCtrl+C stops.");
process.once("SIGINT", () => void preview.close().then(() => process.exit(0)));
