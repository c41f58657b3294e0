/** An operator looks at hundreds of live calls that never rest. A thousand of them for a minute are `make storm-console`. */
import { describe, expect, test } from "bun:test";
import { brokenBounds } from "../../scripts/storm-console/bounds.ts";
import { runConsoleStorm } from "../../scripts/storm-console/run-storm.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);
/** Only a hang takes as long. */
const STORY_MS = 900_000;

describe.skipIf(!hasChromium)("200 live calls with five events a second each", () => {
  test(
    "are searched, opened and seen to change in a console that stays small and answers",
    async () => {
      const result = await runConsoleStorm({ calls: 200, durationMs: 3_000, warmUpMs: 1_000 });
      console.log(JSON.stringify(result));
      expect(brokenBounds(result)).toEqual([]);
      // Rows said that their calls were held; without these the calm, and not the storm, was seen.
      expect(result.held.calls).toBeGreaterThan(0);
      expect(result.events).toBeGreaterThan(result.calls);
      expect(result.list.feed.kilobytes).toBeGreaterThan(0);
    },
    STORY_MS,
  );
});
