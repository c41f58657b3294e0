/** What the file of records promises beyond the contract: nothing deleted is left in it, damage is told and set aside. */
import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedClock } from "xstate";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { openSqliteStorage } from "./open-sqlite-storage.ts";

const directory = mkdtempSync(join(tmpdir(), "sidetone-records-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const logger = createLogger("silent");
const clock = new SimulatedClock();
clock.increment(1_800_000_000_000);

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}

const bytesOf = (folder: string) =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

test("after a sweep no deleted word, number or name is in any file, and the disk has its space back", async () => {
  const folder = mkdtempSync(join(directory, "erased-"));
  const storage = await openSqliteStorage({ path: join(folder, "records.sqlite"), logger, clock });
  const secret = "Kesselflickerstrasse";
  const emptyBytes = bytesOf(folder);
  for (let n = 0; n < 300; n += 1) {
    const key = `call-${n}`;
    const words = `${secret} ${n} ${"x".repeat((n * 37) % 9_000)} ${secret}`;
    const call = { callKey: key, source: "five9", vendorCallId: key, startedAtMs: n, endedAtMs: null };
    await Promise.all([
      storage.deliveryLog.append(`projects/p/conversations/${key}`, {
        ...{ messageId: `m-${n}`, dataType: "t", data: words, publishTime: "" },
        attributes: { words: secret },
      }),
      storage.calls.saveRecords([
        { call: { ...call, snapshot: { words } }, entries: [{ atMs: n, actor: secret, event: words }] },
      ]),
      // Written over by a shorter one, as a call's snapshot is all the time.
      storage.calls.save({ ...call, snapshot: { words: `${secret}${n}` }, endedAtMs: n + 1 }),
      storage.conversationNames.put(key, `projects/p/conversations/${secret}`),
      storage.audit.append({ atMs: clock.now(), operator: secret, action: "reveal", outcome: "done" }),
    ]);
  }
  expect(filesWith(folder, secret).length).toBeGreaterThan(0);
  clock.increment(60_000);
  await storage.deliveryLog.append("projects/p/conversations/young", {
    ...{ messageId: "young", dataType: "t", data: "kept", publishTime: "", attributes: {} },
  });
  expect(await storage.sweep(30_000)).toBe(300);
  expect(filesWith(folder, secret)).toEqual([]);
  expect(bytesOf(folder)).toBeLessThan(emptyBytes + 64 * 1024);
  expect(await storage.deliveryLog.readAfter("projects/p/conversations/young", 0, 9)).toHaveLength(1);
  await storage.close();
  expect(filesWith(folder, secret)).toEqual([]);
}, 600_000);

test("a damaged file is set aside untouched, a new one is begun, and the old one goes when its time is over", async () => {
  const folder = mkdtempSync(join(directory, "damaged-"));
  const path = join(folder, "records.sqlite");
  const damaged = Buffer.alloc(40_000, "not a database ");
  writeFileSync(path, damaged);
  const storage = await openSqliteStorage({ path, logger, clock });
  const aside = readdirSync(folder).filter((name) => name.includes(".damaged-"));
  expect(aside).toHaveLength(1);
  expect(readFileSync(join(folder, aside[0] ?? "")).equals(damaged)).toBeTrue();
  await storage.conversationNames.put("key", "name");
  await storage.sweep(1_000);
  expect(readdirSync(folder)).toContain(aside[0] ?? "");
  clock.increment(5_000);
  await storage.sweep(1_000);
  expect(readdirSync(folder)).not.toContain(aside[0] ?? "");
  await storage.close();
}, 600_000);

test("a file that was cut in the middle is damage too", async () => {
  const folder = mkdtempSync(join(directory, "cut-"));
  const path = join(folder, "records.sqlite");
  const first = await openSqliteStorage({ path, logger, clock });
  const keys = Array.from({ length: 50 }, (_, n) => `key-${n}`);
  await Promise.all(keys.map((key) => first.conversationNames.put(key, "name ".repeat(200))));
  await first.close();
  truncateSync(path, Math.floor(statSync(path).size / 2));
  const second = await openSqliteStorage({ path, logger, clock });
  expect(readdirSync(folder).some((name) => name.includes(".damaged-"))).toBeTrue();
  expect(await second.conversationNames.get("key-1")).toBeNull();
  await second.close();
}, 600_000);

test("a file that another connection holds is refused, and left alone", async () => {
  const path = join(mkdtempSync(join(directory, "held-")), "records.sqlite");
  const first = await openSqliteStorage({ path, logger, clock });
  await expect(openSqliteStorage({ path, logger, clock })).rejects.toMatchObject({ code: "CONFLICT" });
  await first.close();
}, 600_000);

test("a file of a newer version is refused and left as it is, one of the first form gets what it lacks", async () => {
  const path = join(mkdtempSync(join(directory, "versions-")), "records.sqlite");
  const first = await openSqliteStorage({ path, logger, clock });
  await first.conversationNames.put("key", "name");
  await first.close();

  const setForm = (sql: string) => {
    const database = new Database(path);
    database.run(sql);
    database.close();
  };
  setForm("PRAGMA user_version = 999");
  const before = readFileSync(path);
  const refusal = await openSqliteStorage({ path, logger, clock }).then(() => null, SidetoneError.from);
  expect(refusal?.code).toBe("STORAGE_FAILED");
  expect(refusal?.message).toContain("newer version");
  expect(readFileSync(path).equals(before)).toBeTrue();

  setForm(
    "DROP TABLE erased; DROP TABLE episode; DROP TABLE trend; DROP TABLE trend_value; DROP TABLE call_mark; PRAGMA user_version = 1",
  );
  const updated = await openSqliteStorage({ path, logger, clock });
  expect(await updated.conversationNames.get("key")).toBe("name");
  expect(await updated.isErased("nobody")).toBeFalse();
  expect(await updated.trends.values("campaign")).toEqual([]);
  expect(await updated.calls.listSummaries({ limit: 1, addressMarks: ["nobody"] })).toEqual([]);
  expect(await updated.episodes.begin("nobody")).toBe(1);
  await updated.close();
}, 600_000);
