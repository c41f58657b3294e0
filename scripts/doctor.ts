/**
 * make doctor: what this machine and its settings lack for each thing one may want to do, each with the command for it.
 *
 * It changes nothing, and asks nobody outside this machine. Exit status: 0, or 1 where something is missing for the parts
 * named with --need (demo, tests, production, google, five9, audiocodes).
 */
import { parseArgs } from "node:util";
import { PARTS, type PartName } from "./doctor/parts.ts";

const { values } = parseArgs({ options: { need: { type: "string", default: "" } } });
const needed = values.need.split(",").filter((name) => name !== "");
const unknown = needed.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`NEED is one or more of ${Object.keys(PARTS).join(",")}, not ${unknown.join(",")}.`);
  process.exit(2);
}
for (const [name, { title, examine }] of Object.entries(PARTS)) {
  const findings = await examine(process.env);
  const faults = findings.filter(({ kind }) => kind === "fault");
  console.log(`${title}: ${faults.length === 0 ? "ready" : `${faults.length} to do`}`);
  for (const { kind, text, remedy } of findings) {
    if (kind === "well") continue;
    console.log(`  - ${text}.`);
    for (const line of remedy) console.log(`      ${line}`);
  }
  if (faults.length > 0 && needed.includes(name as PartName)) process.exitCode = 1;
}
