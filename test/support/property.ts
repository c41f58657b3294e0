/**
 * How often fast-check tries a property, and from which seed. What breaks one is shrunk to a small example and printed with
 * its seed and path; PROPERTY_SEED=n PROPERTY_PATH=p before the test's command goes straight back to it.
 */
import type fc from "fast-check";

/** The same draws on every machine, unless another seed is asked for. */
const SEED = 20_261_126;

export function runs(numRuns: number): fc.Parameters<unknown> {
  const { PROPERTY_SEED, PROPERTY_PATH } = process.env;
  return {
    numRuns,
    seed: Number(PROPERTY_SEED ?? SEED),
    includeErrorInReport: true,
    ...(PROPERTY_PATH === undefined ? {} : { path: PROPERTY_PATH, endOnFailure: true }),
  };
}
