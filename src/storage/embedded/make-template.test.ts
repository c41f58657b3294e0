import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyTemplate } from "./database-template.ts";
import { makeTemplate } from "./make-template.ts";
import { openPglite } from "./open-pglite.ts";

test("the ready-made database has the queues' tables, is rewritten like any other, and brings no files of databases that nobody opens", async () => {
  expect(existsSync(await makeTemplate())).toBe(true);
  const directory = mkdtempSync(join(tmpdir(), "sidetone-template-"));
  try {
    const place = join(directory, "postgres");
    expect(copyTemplate(place)).toBe(true);
    expect(readdirSync(join(place, "base"))).toHaveLength(1);
    const { database } = await openPglite(place);
    const { rows } = await database.query("SELECT datname FROM pg_database");
    expect(rows).toEqual([{ datname: "postgres" }]);
    await database.exec("INSERT INTO bullmq.job_log SELECT * FROM bullmq.job_log");
    for (const statement of ["VACUUM FULL bullmq.job", "VACUUM", "CHECKPOINT"])
      await database.exec(statement);
    await database.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 600_000);
