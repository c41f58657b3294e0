/** make fuzz: inputs without end for every parser, made from the seeds in the tree; what breaks one becomes a seed. */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runTarget, SEEDS } from "../test/fuzz/run-target.ts";
import { FUZZ_TARGETS } from "../test/fuzz/targets.ts";

const { values } = parseArgs({
  options: {
    duration: { type: "string", default: "60" },
    target: { type: "string" },
    seed: { type: "string" },
  },
});
const seconds = Number(values.duration);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const targets = FUZZ_TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
if (targets.length === 0 || !(seconds > 0) || !Number.isInteger(seed)) {
  console.error(
    `Usage: make fuzz [DURATION=s] [SEED=n] [TARGET=${FUZZ_TARGETS.map(({ name }) => name).join("|")}]`,
  );
  process.exit(2);
}
console.log(`SEED=${seed} DURATION=${seconds}`);
let brokenTargets = 0;
for (const target of targets) {
  const forMs = (seconds * 1_000) / targets.length;
  const { inputs, broken } = await runTarget(target, { seed, inputs: Number.MAX_SAFE_INTEGER, forMs });
  console.log(`${target.name}: ${inputs} inputs, ${broken === undefined ? "nothing broke" : "BROKEN"}`);
  if (broken === undefined) continue;
  brokenTargets += 1;
  const hash = createHash("sha256").update(broken.input).digest("hex").slice(0, 12);
  const path = join(SEEDS, target.name, `found-${hash}`);
  await writeFile(path, broken.input);
  console.log(
    `${broken.problem}\nThe input is kept as a seed, ${path}: repair the parser, and give the seed a name.`,
  );
}
process.exit(brokenTargets === 0 ? 0 : 1);
