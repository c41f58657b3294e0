/** The contract of the Storage port, kept by both backends: one suite, run on SQLite and on a real Redis. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedClock } from "xstate";
import { call, callStoreContract } from "../../test/support/call-store-contract.ts";
import { episodesContract } from "../../test/support/episodes-contract.ts";
import { startRedisCluster, type TestRedisCluster } from "../../test/support/redis-cluster.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { trendsContract } from "../../test/support/trends-contract.ts";
import { SidetoneError } from "../base/errors.ts";
import { createLogger } from "../base/log.ts";
import { type OpenedStorage, openStorage, type StorageLocation } from "./open-storage.ts";
import type { AuditQuery, NewLogEntry, Storage } from "./port.ts";
import { openSqliteStorage } from "./sqlite/open-sqlite-storage.ts";

const logger = createLogger("silent");
const clock = new SimulatedClock();
clock.increment(1_800_000_000_000);

let roomNumber = 0;
const nextRoom = () => `projects/p/conversations/room-${roomNumber++}`;

function entry(messageId: string, data = `{"id":"${messageId}"}`): NewLogEntry {
  return {
    messageId,
    dataType: "new-message-event",
    data,
    publishTime: "2026-11-21T07:00:00Z",
    attributes: { a: "b" },
  };
}

function contract(storage: () => Storage, reopen: (() => Promise<void>) | null): void {
  episodesContract(storage, nextRoom);
  trendsContract(storage, () => clock.now());

  test("entries get sequences from 1 without gaps, in the order they were appended", async () => {
    const room = nextRoom();
    const log = storage().deliveryLog;
    const appended = await Promise.all(["a", "b", "c", "d"].map((id) => log.append(room, entry(id))));
    expect(appended.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(appended.some(({ duplicate }) => duplicate)).toBeFalse();
  });

  test("a repeated message id changes nothing and gives the first sequence", async () => {
    const room = nextRoom();
    const log = storage().deliveryLog;
    await log.append(room, entry("first"));
    await log.append(room, entry("second"));
    expect(await log.append(room, entry("first", "other data"))).toEqual({ sequence: 1, duplicate: true });
    expect(await log.append(room, entry("third"))).toEqual({ sequence: 3, duplicate: false });
    const kept = await log.readAfter(room, 0, 10);
    expect(kept.map(({ messageId }) => messageId)).toEqual(["first", "second", "third"]);
    expect(kept[0]?.data).toBe('{"id":"first"}');
  });

  test("an entry that must follow what its sender knows is refused behind anything else", async () => {
    const [room, log] = [nextRoom(), storage().deliveryLog];
    expect(await log.append(room, entry("first"), 0)).toEqual({ sequence: 1, duplicate: false });
    expect(await log.append(room, entry("second"), 0)).toMatchObject({ sequence: 1, behind: true });
    expect(await log.append(room, entry("first"), 0)).toEqual({ sequence: 1, duplicate: true });
    const racing = await Promise.all(["x", "y", "z"].map((id) => log.append(room, entry(id), 1)));
    expect(racing.filter(({ behind }) => behind)).toHaveLength(2);
  });

  test("the same id appended at the same time is kept once", async () => {
    const room = nextRoom();
    const ids = Array.from({ length: 120 }, (_, i) => `m${i % 40}`);
    const results = await Promise.all(ids.map((id) => storage().deliveryLog.append(room, entry(id))));
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(40);
    const kept = await storage().deliveryLog.readAfter(room, 0, 1_000);
    expect(kept.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    for (const [i, result] of results.entries()) {
      expect(kept[result.sequence - 1]?.messageId).toBe(ids[i]);
    }
  });

  test("the same message id in two rooms is two entries", async () => {
    const [one, two] = [nextRoom(), nextRoom()];
    await storage().deliveryLog.append(one, entry("x"));
    expect(await storage().deliveryLog.append(two, entry("x"))).toEqual({ sequence: 1, duplicate: false });
  });

  test("reading goes on after a sequence, in pages", async () => {
    const room = nextRoom();
    for (let i = 1; i <= 7; i += 1) await storage().deliveryLog.append(room, entry(`m${i}`));
    const page = async (after: number) =>
      (await storage().deliveryLog.readAfter(room, after, 3)).map(({ sequence }) => sequence);
    expect(await page(0)).toEqual([1, 2, 3]);
    expect(await page(3)).toEqual([4, 5, 6]);
    expect(await page(6)).toEqual([7]);
    expect(await page(7)).toEqual([]);
    expect(await storage().deliveryLog.readAfter("projects/p/conversations/unknown", 0, 3)).toEqual([]);
  });

  test("an entry comes back as it went in, whatever characters and size it has", async () => {
    const room = nextRoom();
    const data = JSON.stringify({ text: "Grüße, 你好 🎧 \u0000 '\"\\", filler: "x".repeat(200_000) });
    const large = { ...entry("large", data), attributes: { "ключ 🔑": "значение\n\u0001" } };
    await Promise.all([
      storage().deliveryLog.append(room, large),
      storage().deliveryLog.append(nextRoom(), entry("small")),
    ]);
    const [kept] = await storage().deliveryLog.readAfter(room, 0, 1);
    expect(kept).toEqual({ ...large, sequence: 1, loggedAtMs: clock.now() });
  });

  test("the oldest entries of a room go when it has more than its limit", async () => {
    const room = nextRoom();
    for (let i = 1; i <= 60; i += 1) await storage().deliveryLog.append(room, entry(`m${i}`));
    const kept = await storage().deliveryLog.readAfter(room, 0, 1_000);
    expect(kept).toHaveLength(50);
    expect(kept[0]?.sequence).toBe(11);
    expect(await storage().deliveryLog.append(room, entry("m60"))).toEqual({ sequence: 60, duplicate: true });
  });

  callStoreContract(storage);

  test("a conversation's name is kept under its integration key, replaced and deleted", async () => {
    const names = storage().conversationNames;
    expect(await names.get("five9-1")).toBeNull();
    await names.put("five9-1", "projects/p/conversations/1");
    await names.put("five9-1", "projects/p/conversations/2");
    expect(await names.get("five9-1")).toBe("projects/p/conversations/2");
    expect([await names.delete("five9-1"), await names.delete("five9-1")]).toEqual([true, false]);
    expect(await names.get("five9-1")).toBeNull();
  });

  test("the audit is listed newest first, of all or of one call, and keeps entries of the same moment apart", async () => {
    const { audit } = storage();
    const done = { operator: "ana", action: "reveal", outcome: "done" } as const;
    for (let i = 0; i < 8; i += 1) {
      await audit.append({ ...done, atMs: clock.now(), callKey: `audited-${i % 2}`, detail: { i } });
    }
    await audit.append({ ...done, atMs: clock.now(), operator: "bo", action: "login" });
    await audit.append({ ...done, atMs: clock.now() + 1, action: "login" });
    const places = async (query: AuditQuery) =>
      (await audit.list(query)).map(({ detail, action }) => detail?.i ?? action);
    expect(await places({ limit: 4 })).toEqual(["login", "login", 7, 6]);
    expect(await places({ limit: 3, callKey: "audited-1" })).toEqual([7, 5]);
    expect(await places({ limit: 1, callKey: "audited-0" })).toEqual([6]);
    expect(await places({ limit: 3, callKey: "nobody" })).toEqual([]);
    expect(await places({ limit: 3, operator: "bo" })).toEqual(["login"]);
    expect(await places({ limit: 3, operator: "bo", action: "reveal" })).toEqual([]);
    expect(await places({ limit: 3, operator: "ana", action: "login" })).toEqual(["login"]);
    expect(await places({ limit: 2, beforeMs: clock.now() + 1 })).toEqual(["login", 7]);
    expect(await places({ limit: 2, beforeMs: clock.now() })).toEqual([]);
    // Bounded: see the options below.
    expect(await places({ limit: 100 })).toEqual(["login", "login", 7, 6, 5, 4]);
    expect((await audit.list({ limit: 3 }))[2]).toEqual({
      ...done,
      atMs: clock.now(),
      callKey: "audited-1",
      detail: { i: 7 },
    });
  });

  if (reopen !== null) {
    test("everything is there after it was closed and opened again", async () => {
      const room = nextRoom();
      await storage().deliveryLog.append(room, entry("kept"));
      await storage().calls.save(call("kept", 1, null));
      await storage().conversationNames.put("kept", "name");
      await reopen();
      expect(await storage().deliveryLog.append(room, entry("kept"))).toEqual({
        sequence: 1,
        duplicate: true,
      });
      expect(await storage().deliveryLog.append(room, entry("next"))).toEqual({
        sequence: 2,
        duplicate: false,
      });
      expect(await storage().calls.get("kept")).toEqual(call("kept", 1, null));
      expect(await storage().conversationNames.get("kept")).toBe("name");
    }, 600_000);
  }

  test("a sweep removes what nobody touched for that long, and counts the calls", async () => {
    const room = nextRoom();
    await storage().sweep(-1);
    await storage().deliveryLog.append(room, entry("old"));
    await storage().calls.save(call("old", 1, 2));
    await storage().calls.appendHistory("old", [{ atMs: 1, actor: "call", event: "E" }]);
    await storage().conversationNames.put("old", "name");
    await storage().audit.append({ atMs: clock.now(), operator: "old", action: "login", outcome: "done" });
    clock.increment(60_000);
    await storage().calls.save(call("young", 1, null));
    expect(await storage().sweep(60_001)).toBe(0);
    expect(await storage().sweep(30_000)).toBe(1);
    expect(await storage().calls.get("old")).toBeNull();
    expect(await storage().calls.readHistory("old", 10)).toEqual([]);
    expect(await storage().conversationNames.get("old")).toBeNull();
    expect(await storage().audit.list({ limit: 10 })).toEqual([]);
    expect(await storage().deliveryLog.readAfter(room, 0, 10)).toEqual([]);
    expect((await storage().calls.list(10)).map(({ callKey }) => callKey)).toEqual(["young"]);
    expect((await storage().calls.listUnfinished()).map(({ callKey }) => callKey)).toEqual(["young"]);
  });

  test("a ping is answered", async () => {
    await storage().ping();
  });
}

const options = { logger, clock, maxEntriesPerRoom: 50, maxAuditEntries: 6, timeoutMs: 5_000 };

async function expectStorageFailed(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SidetoneError);
  expect(error).toMatchObject({ code: "STORAGE_FAILED" });
}

describe("storage in SQLite", () => {
  let directory: string;
  let location: StorageLocation;
  let opened: OpenedStorage;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sidetone-test-"));
    location = { dataDirectory: directory };
    opened = await openStorage(location, options);
  }, 600_000);

  afterAll(async () => {
    await opened.close();
    await rm(directory, { recursive: true, force: true });
  });

  contract(
    () => opened.storage,
    async () => {
      await opened.close();
      opened = await openStorage(location, options);
    },
  );

  test("a ping rejects once storage is closed", async () => {
    const storage = await openSqliteStorage({ path: ":memory:", ...options });
    await storage.ping();
    await storage.close();
    await expectStorageFailed(storage.ping());
    await expectStorageFailed(storage.deliveryLog.append("room", entry("m")));
    await storage.close();
  });
});

const FORMS = { Redis: startRedisServer, "a Redis cluster": startRedisCluster };
for (const [form, start] of Object.entries(FORMS)) {
  describe.skipIf(redisServerPath === null)(`storage on ${form}${redisSkipNote}`, () => {
    let server: TestRedisServer | TestRedisCluster;
    let opened: OpenedStorage;

    beforeAll(async () => {
      server = await start();
      opened = await openStorage({ redisUrl: server.url }, options);
    }, 600_000);

    afterAll(async () => {
      await opened.close();
      await server.close();
    });

    contract(
      () => opened.storage,
      async () => {
        await opened.close();
        opened = await openStorage({ redisUrl: server.url }, options);
      },
    );

    test("instances with different prefixes see nothing of each other", async () => {
      const other = await openStorage({ redisUrl: server.url, keyPrefix: "other" }, options);
      await opened.storage.conversationNames.put("shared", "mine");
      expect(await other.storage.conversationNames.get("shared")).toBeNull();
      await other.close();
    });
  });
}

test.skipIf(redisServerPath === null)(
  `a ping rejects once Redis is gone, and opening says so too${redisSkipNote}`,
  async () => {
    const doomed = await startRedisServer();
    const second = await openStorage({ redisUrl: doomed.url }, { ...options, timeoutMs: 500 });
    await second.storage.ping();
    await doomed.kill();
    await expectStorageFailed(second.storage.ping());
    await expectStorageFailed(openStorage({ redisUrl: doomed.url }, { ...options, timeoutMs: 500 }));
    await second.close();
  },
);
