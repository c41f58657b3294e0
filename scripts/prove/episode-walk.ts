/** I23 to I25: walks the real book of episodes through every order of a handful of legs, ends, answers and faults. */
import { EpisodeRun, type EpisodeScenario } from "./episode-run.ts";
import { type RunProof, walkRuns } from "./run-walk.ts";

const NOTHING = { legs: 0, events: 0, faults: 0, restarts: 0, ends: 0, emptyEnds: 0 };

/** Seconds. */
export const SMALL_EPISODES: readonly EpisodeScenario[] = [
  { ...NOTHING, name: "three legs, a life that ends", legs: 3, ends: 1 },
  {
    ...NOTHING,
    name: "a leg, an event and two ends, of which one is without a conversation",
    legs: 2,
    events: 1,
    ends: 1,
    emptyEnds: 1,
  },
  { ...NOTHING, name: "two legs, storage that fails once", legs: 2, ends: 1, faults: 1 },
  { ...NOTHING, name: "two legs, a process that is killed", legs: 2, ends: 1, restarts: 1 },
];

/** Some seconds more. */
export const LARGE_EPISODES: readonly EpisodeScenario[] = [
  {
    ...NOTHING,
    name: "three legs, an event, three ends, storage that fails once",
    legs: 3,
    events: 1,
    ends: 2,
    emptyEnds: 1,
    faults: 1,
  },
  {
    ...NOTHING,
    name: "three legs, an event, two ends, a process that is killed twice",
    legs: 3,
    events: 1,
    ends: 2,
    restarts: 2,
  },
];

export const EPISODE_INVARIANTS = ["I23", "I24", "I25"] as const;

/** `make` builds one run of a scenario; another than the default breaks something on purpose. */
export function proveEpisodes(
  scenario: EpisodeScenario,
  make: (scenario: EpisodeScenario) => EpisodeRun = (wanted) => new EpisodeRun(wanted),
): Promise<RunProof> {
  return walkRuns(() => make(scenario));
}
