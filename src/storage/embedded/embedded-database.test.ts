/** What the embedded database promises beyond the Storage contract: one owner, survival of a kill, no mixed statements. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { linesOf } from "../../../simulators/stage/read-lines.ts";
import { eventually } from "../../../test/support/eventually.ts";
import type { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { startMediastreamJobs } from "../../jobs/mediastream-jobs.ts";
import { openStorage } from "../open-storage.ts";
import { makeConnectionPool } from "./connection-pool.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "./embedded-database.ts";

const logger = createLogger("silent");
const directory = mkdtempSync(join(tmpdir(), "sidetone-test-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const killedProcess = new URL("../../../test/support/embedded-process.ts", import.meta.url).pathname;

describe("a process killed at work", () => {
  test("shuts others out while it lives, and loses nothing it acknowledged when it is killed", async () => {
    const room = "projects/p/conversations/killed";
    const child = Bun.spawn([process.execPath, killedProcess, directory, room], { stderr: "inherit" });
    let acknowledged = 0;
    for await (const line of linesOf(child.stdout)) {
      if (line === "enqueued") {
        const second = openStorage({ dataDirectory: directory }, { logger });
        await expect(second).rejects.toMatchObject({
          code: "CONFLICT",
          message: expect.stringContaining(String(child.pid)),
        });
        continue;
      }
      acknowledged = Number(line);
      if (acknowledged === 200) child.kill("SIGKILL");
    }
    await child.exited;
    expect(acknowledged).toBeGreaterThanOrEqual(200);

    const opened = await openStorage({ dataDirectory: directory }, { logger });
    const kept = await opened.storage.deliveryLog.readAfter(room, 0, 100_000);
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
    expect(kept.map(({ sequence }) => sequence)).toEqual(kept.map((_, i) => i + 1));
    const handled = new Set<string>();
    const jobs = await startMediastreamJobs({
      backend: await opened.openJobs(),
      handle: ({ callId }) => void handled.add(callId),
      logger,
      // What the killed process was handling is taken over once its lock is stale.
      lockMs: 1_000,
    });
    await eventually(() => handled.size === 10);
    await jobs.close();
    await opened.close();
    expect(readdirSync(directory).toSorted()).toEqual(["postgres", "records.sqlite"]);
  }, 600_000);

  test("a lock whose owner is gone, or that is not readable, is taken over", async () => {
    const gone = { pid: 2 ** 22 + 1, startTicks: "1", socketPath: join(directory, "nothing") };
    // The process id is ours, as the first process of each container has the same one; the start time is not.
    const reused = { ...gone, pid: process.pid };
    for (const text of [JSON.stringify(gone), JSON.stringify(reused), "{cut sho"]) {
      writeFileSync(join(directory, "sidetone.lock"), text);
      const database = await startEmbeddedDatabase({ dataDirectory: directory, logger });
      await expect(startEmbeddedDatabase({ dataDirectory: directory, logger })).rejects.toMatchObject({
        code: "CONFLICT",
      });
      await database.close();
      await database.close();
    }
  }, 600_000);

  test("a data directory with a long path gets its socket elsewhere", async () => {
    const dataDirectory = join(directory, "long".repeat(30));
    const database = await startEmbeddedDatabase({ dataDirectory, logger });
    const pool = makeConnectionPool({
      connection: database.connection,
      logger,
      max: 1,
      timeoutMs: 1_000,
    });
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await pool.end();
    await database.close();
    expect(() => readdirSync(database.connection.host)).toThrow("ENOENT");
  }, 600_000);

  test("a directory that holds something else is refused with a typed error, and its lock given back", async () => {
    const dataDirectory = mkdtempSync(join(directory, "broken-"));
    writeFileSync(join(dataDirectory, "postgres"), "not a directory");
    const start = startEmbeddedDatabase({ dataDirectory, logger });
    await expect(start).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    expect(readdirSync(dataDirectory)).toEqual(["postgres"]);
  }, 600_000);
});

describe("several clients of the one session", () => {
  let database: EmbeddedDatabase;
  let pool: Pool;
  const losses: SidetoneError[] = [];

  beforeAll(async () => {
    database = await startEmbeddedDatabase({
      dataDirectory: "memory",
      logger,
      maxConnections: 9,
      onLost: (error) => losses.push(error),
    });
    pool = makeConnectionPool({ connection: database.connection, logger, max: 8, timeoutMs: 5_000 });
  }, 600_000);

  afterAll(async () => {
    await pool.end();
    await database.close();
    expect(losses).toEqual([]);
  });

  test("statements that arrive in pieces are never mixed with those of another client", async () => {
    const filler = "x".repeat(300_000);
    const clients = Array.from({ length: 8 }, async (_, client) => {
      for (let i = 0; i < 20; i += 1) {
        const isLarge = client % 2 === 0;
        const { rows } = isLarge
          ? await pool.query("SELECT length($1::text) AS answer", [filler + i])
          : await pool.query("SELECT $1::int AS answer", [i]);
        expect(rows).toEqual([{ answer: isLarge ? 300_000 + String(i).length : i }]);
      }
    });
    await Promise.all(clients);
  }, 600_000);

  test("a notification of any client reaches the client that listens", async () => {
    const listener = await pool.connect();
    const heard: string[] = [];
    listener.on("notification", ({ channel, payload }) => heard.push(`${channel} ${payload}`));
    await listener.query("LISTEN news");
    await pool.query("NOTIFY news, 'hello'");
    await eventually(() => heard.includes("news hello"));
    listener.release(true);
  });

  test("others wait for the end of a transaction, and a client that leaves ends its own", async () => {
    const leaver = await pool.connect();
    await leaver.query("BEGIN");
    await leaver.query("CREATE TABLE half_done (n int)");
    const order: string[] = [];
    const other = pool.query("SELECT to_regclass('half_done') AS found").then(({ rows }) => {
      order.push("other");
      return rows;
    });
    await leaver.query("SELECT 1");
    order.push("leaver");
    leaver.release(true);
    expect(await other).toEqual([{ found: null }]);
    expect(order).toEqual(["leaver", "other"]);
  });

  test("a statement that fails harms nobody, and its connection goes on", async () => {
    const client = await pool.connect();
    await expect(client.query("SELECT $1::int", ["x"])).rejects.toMatchObject({ code: "22P02" });
    await expect(client.query("nonsense")).rejects.toMatchObject({ code: "42601" });
    expect((await client.query("SELECT $1::int AS n", [3])).rows).toEqual([{ n: 3 }]);
    client.release();
  });

  test("a client too many is refused at once", async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => pool.connect()));
    const more = makeConnectionPool({ connection: database.connection, logger, max: 2, timeoutMs: 2_000 });
    const ninth = await more.connect();
    await expect(more.connect()).rejects.toThrow("too many connections");
    ninth.release();
    for (const client of clients) client.release();
    await more.end();
  });

  test("garbage on the socket closes that connection only", async () => {
    const path = `${database.connection.host}/.s.PGSQL.${database.connection.port}`;
    const closed = Promise.withResolvers<void>();
    await Bun.connect({
      unix: path,
      socket: {
        open: (socket) => void socket.write(new Uint8Array(64).fill(0xff)),
        data: () => {},
        close: () => closed.resolve(),
      },
    });
    await closed.promise;
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});
