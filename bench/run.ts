/** Measures what the plan asks for, prints it, and after a whole run writes results.json and the figures of README.md. */
import { cpus } from "node:os";
import { join } from "node:path";
import { ageing } from "./audio-path/age.ts";
import { compare } from "./audio-path/compare.ts";
import { memoryPerLeg } from "./audio-path/memory.ts";
import { thousandLegs } from "./audio-path/thousand.ts";
import { readPlan } from "./plan.ts";
import { figuresOf, type Results, withFigures } from "./report.ts";

const RESULTS = join(import.meta.dir, "results.json");
const README = join(import.meta.dir, "README.md");

const plan = readPlan(process.argv.slice(2));
const say = (line: string) => console.log(line);
const wants = (subject: (typeof plan.subjects)[number]) => plan.subjects.includes(subject);

const measured: Results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${process.platform} ${process.arch}`,
  bun: Bun.version,
};
if (wants("compare")) measured.compare = await compare(plan, say);
if (wants("thousand")) measured.thousand = await thousandLegs(plan, say);
if (wants("memory")) measured.memory = await memoryPerLeg(plan, say);
if (wants("age")) measured.age = await ageing(plan, say);

say(`\n${figuresOf(measured)}`);
if (plan.isQuick) say("\nA quick look: too short to be kept.");
else {
  const kept = (await Bun.file(RESULTS).exists()) ? ((await Bun.file(RESULTS).json()) as Results) : {};
  const results = { ...kept, ...measured };
  await Bun.write(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  await Bun.write(README, withFigures(await Bun.file(README).text(), figuresOf(results)));
}
process.exit(0);
