/** The records file as version 2e2b439 left it when it was killed: each row is what that version itself read. */
import { expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createLogger } from "../../src/base/log.ts";
import { openSqliteStorage } from "../../src/storage/sqlite/open-sqlite-storage.ts";
import { formerCall, type LaterCallName, unpackFormerRecords } from "../support/former-data.ts";

const CALLS: LaterCallName[] = [
  "2e2b439/ended-five9",
  "2e2b439/ended-vaic",
  "2e2b439/ended-vaic-audio",
  "2e2b439/streaming",
  "2e2b439/live-vaic",
  "2e2b439/live-vaic-audio",
];

test("the records of version 2e2b439 are read", async () => {
  const directory = await unpackFormerRecords();
  const path = join(directory, "records.sqlite");
  const storage = await openSqliteStorage({ path, logger: createLogger("silent") });
  try {
    const unfinished = await storage.calls.listUnfinished();
    expect(unfinished).toHaveLength(3);
    for (const name of CALLS) {
      const former = await formerCall(name);
      const { callKey } = former.call;
      expect(await storage.calls.get(callKey)).toEqual(former.call);
      expect(await storage.calls.readHistory(callKey, 2_000)).toEqual(former.history);
      expect(unfinished.some((call) => call.callKey === callKey)).toBe(former.call.endedAtMs === null);
    }
  } finally {
    await storage.close();
    await rm(directory, { recursive: true, force: true });
  }
});
