import { expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeDataDirectory } from "../../../test/support/database-template.ts";
import { systemClock } from "../../base/clock.ts";
import { createLogger } from "../../base/log.ts";
import { claimDataDirectory } from "../data-directory.ts";
import { openStorage } from "../open-storage.ts";
import { startDatabaseIn } from "./embedded-database.ts";
import { startDatabaseBeside } from "./late-database.ts";

const LIMIT_MS = 600_000;
const logger = createLogger("silent");

test(
  "a damaged database is set aside whole, and a new one begins in its place",
  async () => {
    const directory = await makeDataDirectory("damaged-jobs");
    const place = await claimDataDirectory(directory);
    await (await startDatabaseIn({ place, logger, startTimeoutMs: LIMIT_MS })).close();
    rmSync(join(place.databasePath, "global/pg_control"));
    const kept = readdirSync(place.databasePath, { recursive: true }).length;

    const late = startDatabaseBeside({
      place,
      logger,
      clock: systemClock,
      startTimeoutMs: LIMIT_MS,
      retryMs: 1,
    });
    await late.started;
    await late.sync();
    const [setAside = ""] = readdirSync(directory).filter((name) => name.startsWith("postgres.damaged-"));
    expect(readdirSync(join(directory, setAside), { recursive: true }).length).toBeGreaterThanOrEqual(kept);
    await late.close();
    place.release();
    await rm(directory, { recursive: true, force: true });
  },
  LIMIT_MS,
);

test("without a job there is no database, neither for a sweep's questions nor at the end", async () => {
  const directory = await makeDataDirectory("no-jobs");
  const opened = await openStorage({ dataDirectory: directory }, { logger });
  expect(opened.mayHaveJobs()).toBe(false);
  await opened.syncJobs();
  await opened.reclaimJobs();
  await opened.close();
  await expect(opened.openJobs()).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  expect(readdirSync(directory)).not.toContain("postgres");
  await rm(directory, { recursive: true, force: true });
});
