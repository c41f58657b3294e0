/** A disk that is full or cannot be written is told once; what can be read is read, and all recovers with the space. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger, type Logger } from "../../base/log.ts";
import { openStorage } from "../open-storage.ts";
import { openSqliteStorage } from "./open-sqlite-storage.ts";

const LIMIT_MS = 600_000;
const disk = mkdtempSync(join(tmpdir(), "sidetone-disk-"));
const mount = (...words: string[]) => Bun.spawnSync(["mount", ...words]).success;
const isMounted = mount("-t", "tmpfs", "-o", "size=4m", "sidetone-test", disk);
const note = isMounted ? "" : " (skipped: mounting a small disk needs root)";
afterAll(() => {
  if (isMounted) Bun.spawnSync(["umount", "-l", disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Notes the messages of errors and of what is well again. */
function listeningLogger(): { logger: Logger; told: string[] } {
  const told: string[] = [];
  const hear = (_fields: unknown, message?: string) => void told.push(message ?? String(_fields));
  return { logger: { ...createLogger("silent"), error: hear, info: hear } as unknown as Logger, told };
}

async function codeOf(work: Promise<unknown>): Promise<string | null> {
  return await work.then(
    () => null,
    (error: unknown) => SidetoneError.from(error).code,
  );
}

const event = (n: number) => ({
  ...{ messageId: `m${n}`, dataType: "t", data: "x".repeat(20_000), publishTime: "", attributes: {} },
});

test.skipIf(!isMounted)(
  `a full disk is told once, reading goes on, and writing does once there is space${note}`,
  async () => {
    const { logger, told } = listeningLogger();
    const path = join(disk, "records.sqlite");
    const { deliveryLog, ...storage } = await openSqliteStorage({ path, logger, timeoutMs: LIMIT_MS });
    await deliveryLog.append("room", event(1));
    const { bavail, bsize } = statfsSync(disk);
    const ballast = join(disk, "ballast");
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));

    let written = 1;
    while ((await codeOf(deliveryLog.append("room", event(written + 1)))) === null) written += 1;
    expect(await codeOf(deliveryLog.append("room", event(written + 1)))).toBe("STORAGE_FAILED");
    expect(await codeOf(storage.ping())).toBe("STORAGE_FAILED");
    expect(told).toEqual(["records cannot be written"]);
    expect(await deliveryLog.readAfter("room", 0, 1_000)).toHaveLength(written);

    rmSync(ballast);
    expect(await codeOf(storage.ping())).toBeNull();
    expect(await deliveryLog.append("room", event(written + 1))).toEqual({
      sequence: written + 1,
      duplicate: false,
    });
    expect(told).toEqual(["records cannot be written", "records are written again"]);
    await storage.close();

    const again = await openSqliteStorage({ path, logger: createLogger("silent") });
    const kept = await again.deliveryLog.readAfter("room", 0, 1_000);
    expect(kept.map(({ messageId }) => messageId)).toEqual(kept.map((_, place) => `m${place + 1}`));
    expect(kept).toHaveLength(written + 1);
    await again.close();
  },
  LIMIT_MS,
);

test.skipIf(!isMounted)(
  `a data directory that cannot be written keeps the service from starting, with its path and the reason${note}`,
  async () => {
    expect(mount("-o", "remount,ro", disk)).toBeTrue();
    const options = { logger: createLogger("silent"), clock: systemClock };
    const refusal = await openStorage({ dataDirectory: disk }, options).then(() => null, SidetoneError.from);
    expect(refusal?.code).toBe("STORAGE_FAILED");
    expect(refusal?.message).toContain(`${disk} cannot be written: its disk is read-only (EROFS)`);
  },
  LIMIT_MS,
);
