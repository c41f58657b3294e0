/** A data directory of an earlier version: carried over once, and left as it was where that fails in the middle. */
import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { formerCall, formerCallKeys, unpackFormerDirectory } from "../../../test/support/former-data.ts";
import { createLogger } from "../../base/log.ts";
import { openStorage } from "../open-storage.ts";
import { carryOver } from "./carry-over.ts";

const logger = createLogger("silent");

test("a carry-over that fails in the middle leaves everything, and the next one has every row", async () => {
  const directory = await unpackFormerDirectory();
  const paths = {
    databasePath: join(directory, "postgres"),
    recordsPath: join(directory, "records.sqlite"),
    nowMs: 0,
  };
  try {
    const failing = carryOver({
      ...paths,
      onTable(name) {
        if (name === "sidetone_history") throw new Error("the disk is full");
      },
    });
    await expect(failing).rejects.toThrow("the disk is full");
    expect(readdirSync(directory)).toEqual(["postgres"]);

    const counted = new Map<string, number>();
    const former = await PGlite.create(paths.databasePath);
    for (const table of ["room", "log", "call", "history", "conversation_name", "audit"]) {
      const { rows } = await former.query<{ n: number }>(`SELECT count(*)::int AS n FROM sidetone_${table}`);
      counted.set(`sidetone_${table}`, rows[0]?.n ?? -1);
    }
    await former.close();
    const copied = new Map<string, number>();
    const total = await carryOver({ ...paths, onTable: (name, rows) => void copied.set(name, rows) });
    expect(copied).toEqual(counted);
    expect(total).toBe([...counted.values()].reduce((sum, rows) => sum + rows, 0));
    for (const rows of counted.values()) expect(rows).toBeGreaterThan(0);

    // What the log counts goes on where it was, and a second start finds nothing to carry.
    for (let start = 0; start < 2; start += 1) {
      const opened = await openStorage({ dataDirectory: directory }, { logger });
      const key = formerCallKeys.embedded["ended-five9"];
      expect(await opened.storage.calls.get(key)).toEqual((await formerCall("ended-five9")).call);
      const room = `projects/demo-project/conversations/${key}`;
      const log = await opened.storage.deliveryLog.readAfter(room, 0, 1_000);
      const next = { messageId: `new-${start}`, dataType: "t", data: "{}", publishTime: "", attributes: {} };
      expect(await opened.storage.deliveryLog.append(room, next)).toEqual({
        sequence: (log.at(-1)?.sequence ?? 0) + 1,
        duplicate: false,
      });
      const { sequence, messageId } = log[0] ?? { sequence: 0, messageId: "" };
      expect(await opened.storage.deliveryLog.append(room, { ...next, messageId })).toEqual({
        sequence,
        duplicate: true,
      });
      // The jobs' database drops what was carried over, when it starts.
      expect(opened.mayHaveJobs()).toBeTrue();
      await opened.openJobs();
      await opened.close();
    }
    expect(existsSync(paths.recordsPath)).toBeTrue();
    const left = await PGlite.create(paths.databasePath);
    const { rows } = await left.query("SELECT tablename FROM pg_tables WHERE tablename LIKE 'sidetone%'");
    expect(rows).toEqual([]);
    await left.close();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}, 600_000);
