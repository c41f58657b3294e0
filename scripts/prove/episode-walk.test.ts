/** The walk of the book of episodes: the book keeps I23 to I25, and a storage that breaks one is found. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { EpisodeRun } from "./episode-run.ts";
import { proveEpisodes, SMALL_EPISODES } from "./episode-walk.ts";

/** For a machine that does much else. */
setDefaultTimeout(600_000);

describe("the lives of an id", () => {
  test.each([...SMALL_EPISODES])("keep I23 to I25: $name", async (scenario) => {
    const proof = await proveEpisodes(scenario);
    expect(proof.counterexample).toBeNull();
    expect(proof.states).toBeGreaterThan(40);
  });

  const [usual] = SMALL_EPISODES;
  const brokenByBook = async (begin: (known: number, isOver: boolean) => number) => {
    if (usual === undefined) throw new Error("there is no scenario");
    const { counterexample } = await proveEpisodes({ ...usual, ends: 2 }, (scenario) => {
      return new EpisodeRun(scenario, (episodes) => ({
        ...episodes,
        async begin(firstKey) {
          const { number, isOver } = (await episodes.newest(firstKey)) ?? { number: 0, isOver: true };
          return begin(number, isOver);
        },
      }));
    });
    return counterexample?.what;
  };

  test("break I25 where storage gives a life that is over", async () => {
    expect(await brokenByBook((known) => Math.max(1, known))).toStartWith("I25");
  });

  test("break I24 where storage leaves one out", async () => {
    expect(await brokenByBook((known, isOver) => (isOver ? known + 2 : known))).toStartWith("I24");
  });
});
