/** The short form of `make fuzz`: every seed, and a fixed number of inputs made from them, the same on every machine. */
import { afterAll, expect, test } from "bun:test";
import { runTarget } from "./run-target.ts";
import { closeSharedScene } from "./targets/service.ts";
import { FUZZ_TARGETS } from "./targets.ts";

const SEED = 20_260;
const TARGET_MS = 120_000;

afterAll(closeSharedScene, TARGET_MS);

test.each([...FUZZ_TARGETS])(
  "$name holds for its seeds and what is made from them",
  async (target) => {
    const { broken } = await runTarget(target, { seed: SEED, inputs: target.shortRun });
    expect(
      broken === undefined ? "" : `${Buffer.from(broken.input).toString("base64")} ${broken.problem}`,
    ).toBe("");
  },
  TARGET_MS,
);
