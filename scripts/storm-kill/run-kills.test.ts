/** The short form of `make storm-kill`: a process that writes is killed a few times, and nothing acknowledged is missing. */
import { expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { makeDataDirectory } from "../../test/support/database-template.ts";
import { seededRandom } from "../../test/support/random.ts";
import { missingRecords } from "./check-kept.ts";
import { runKills } from "./run-kills.ts";

test("a process killed in the middle of writes loses nothing it was told is kept", async () => {
  const dataDirectory = await makeDataDirectory("killed");
  const report = await runKills({ dataDirectory, kills: 3, random: seededRandom(3) });
  expect(report.problems).toEqual([]);
  expect(Object.values(report.acknowledged).every((count) => count > 0)).toBeTrue();
  // The check itself sees what is not there.
  const never = [{ kind: "event", room: "projects/p/conversations/killed-1-0", sequence: 1e9 } as const];
  expect(await missingRecords(dataDirectory, never)).toHaveLength(1);
  await rm(dataDirectory, { recursive: true, force: true });
}, 600_000);
