/** The whole data directory on a disk that gets full, or read-only while it is used: told once, gone on, well again. */
import { afterAll, expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedClock } from "xstate";
import { eventually } from "../../test/support/eventually.ts";
import { nextEvent } from "../../test/support/mediastream-jobs-contract.ts";
import { SidetoneError } from "../base/errors.ts";
import { createLogger } from "../base/log.ts";
import { startMediastreamJobs } from "../jobs/mediastream-jobs.ts";
import { makeConnectionPool } from "./embedded/connection-pool.ts";
import { openStorage } from "./open-storage.ts";

const LIMIT_MS = 600_000;
const LOOK_MS = 5_000;
const ROOM = "projects/p/conversations/disk";
const PATIENT = { startTimeoutMs: LIMIT_MS, enqueueTimeoutMs: LIMIT_MS, closeTimeoutMs: 1_000 };
const logger = createLogger("silent");
const folder = mkdtempSync(join(tmpdir(), "sidetone-trouble-"));
const disk = join(folder, "disk");
const image = join(folder, "image");
const plain = join(folder, "plain");
const run = (...command: string[]) => Bun.which(command[0] ?? "") !== null && Bun.spawnSync(command).success;
const isMounted = run("mkdir", disk) && run("mount", "-t", "tmpfs", "-o", "size=80m", "sidetone-test", disk);
const note = isMounted ? "" : " (skipped: mounting a small disk needs root)";
/** Only a real file system can be made read-only while its files are open. */
const mountPlain = (from = image) => run("mount", "-o", "loop", from, plain);
const isPlainMounted =
  run("mkdir", plain) &&
  run("truncate", "-s", "128M", image) &&
  run("mkfs.ext4", "-qF", image) &&
  mountPlain();
const plainNote = isPlainMounted ? "" : " (skipped: a loop mount of ext4 needs root)";
afterAll(() => {
  if (isMounted) run("umount", "-l", disk);
  if (isPlainMounted) run("umount", "-l", plain);
  rmSync(folder, { recursive: true, force: true });
});

const event = (n: number) => ({
  ...{ messageId: `m${n}`, dataType: "t", data: "x".repeat(2_000), publishTime: "", attributes: {} },
});

/** Others write meanwhile: so what is left is taken in small pieces. */
function fillDisk(path: string): void {
  for (;;) {
    try {
      appendFileSync(path, Buffer.alloc(4_096));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOSPC") return;
      throw error;
    }
  }
}

async function codeOf(work: Promise<unknown>): Promise<string | null> {
  return await work.then(
    () => null,
    (error: unknown) => SidetoneError.from(error).code,
  );
}

/** Storage and a job queue on the disk, what was told of trouble, and a clock for the looks at it. */
async function openOn(directory: string) {
  const told: (string | null)[] = [];
  const handled: string[] = [];
  const clock = new SimulatedClock();
  const opened = await openStorage(
    { dataDirectory: join(directory, "data") },
    { logger, clock, timeoutMs: LIMIT_MS, onTrouble: (reason) => void told.push(reason) },
  );
  const backend = await opened.openJobs();
  const jobs = await startMediastreamJobs({
    backend,
    handle: ({ callId }) => void handled.push(callId),
    logger,
    ...PATIENT,
  });
  const add = async () => {
    const job = nextEvent();
    await jobs.queue.enqueue(job);
    await opened.syncJobs();
    return job.callId;
  };
  const isWellAgain = () => {
    clock.increment(LOOK_MS);
    return told.at(-1) === null;
  };
  return { ...opened, backend, jobs, add, told, handled, isWellAgain };
}

test.skipIf(!isMounted)(
  `no room for jobs and records is told once; both go on once there is, and what was acknowledged is there${note}`,
  async () => {
    const bed = await openOn(disk);
    const acknowledged = [await bed.add()];
    await bed.storage.deliveryLog.append(ROOM, event(1));
    const ballast = join(disk, "ballast");
    fillDisk(ballast);

    let refused: string | null = null;
    while (refused === null) refused = await codeOf(bed.add().then((id) => acknowledged.push(id)));
    expect(refused).toBe("STORAGE_FAILED");
    await eventually(() => bed.told.length === 1);
    let written = 1;
    while ((await codeOf(bed.storage.deliveryLog.append(ROOM, event(written + 1)))) === null) written += 1;
    expect(bed.isWellAgain()).toBeFalse();
    expect(bed.told).toHaveLength(1);

    rmSync(ballast);
    // Looks come quicker here than work on a full disk fails: so that work is over first.
    await eventually(async () => void acknowledged.push(await bed.add()));
    await bed.storage.deliveryLog.append(ROOM, event(written + 1));
    await eventually(bed.isWellAgain);
    expect(bed.told).toHaveLength(2);
    expect(await bed.storage.deliveryLog.readAfter(ROOM, 0, 10_000)).toHaveLength(written + 1);
    await eventually(() => acknowledged.every((id) => bed.handled.includes(id)));
    await bed.jobs.close();
    await bed.close();
  },
  LIMIT_MS,
);

test.skipIf(!isMounted)(
  `a database of the job queues that dies is started again, and jobs go on${note}`,
  async () => {
    const bed = await openOn(disk);
    const before = await bed.add();
    const connection = "connection" in bed.backend ? bed.backend.connection : null;
    if (connection === null) throw new Error("not embedded");
    const pool = makeConnectionPool({ connection, logger, max: 1, timeoutMs: LIMIT_MS });
    const ballast = join(disk, "ballast");
    fillDisk(ballast);
    // PostgreSQL gives up where it cannot go on with its log.
    const died = async () => {
      for (;;) await pool.query("SELECT pg_logical_emit_message(false, 'x', repeat('x', 100000), true)");
    };
    const reason: Error = await died().catch((error) => error);
    expect(reason.message).toContain("No space left");
    await eventually(() => expect(bed.told).toEqual(["53100"]));
    rmSync(ballast);
    await eventually(bed.isWellAgain);
    const later: string[] = [];
    await eventually(async () => void later.push(await bed.add()));
    await eventually(() => [before, ...later].every((id) => bed.handled.includes(id)));
    await pool.end();
    await bed.jobs.close();
    await bed.close();
  },
  LIMIT_MS,
);

test.skipIf(!isPlainMounted)(
  `a disk that turns read-only is told once, reading goes on, and the next start has all that was acknowledged${plainNote}`,
  async () => {
    const bed = await openOn(plain);
    const job = await bed.add();
    await eventually(() => bed.handled.includes(job));
    await bed.storage.deliveryLog.append(ROOM, event(1));
    await bed.storage.conversationNames.put("session", "name");
    // As the kernel does it where the disk fails.
    expect(run("mount", "-o", "remount,abort", plain)).toBeTrue();

    expect(await codeOf(bed.storage.deliveryLog.append(ROOM, event(2)))).toBe("STORAGE_FAILED");
    await eventually(() => bed.told.length === 1);
    expect(await codeOf(bed.add())).toBe("STORAGE_FAILED");
    expect(bed.isWellAgain()).toBeFalse();
    expect(await bed.storage.deliveryLog.readAfter(ROOM, 0, 10)).toHaveLength(1);
    expect(await bed.storage.conversationNames.get("session")).toBe("name");
    await bed.jobs.close();
    await bed.close();
    expect(bed.told).toHaveLength(1);

    // A thread that was ended keeps its files open until the process ends, so the disk is looked at in a copy.
    expect(run("umount", "-l", plain) && run("cp", image, `${image}-copy`)).toBeTrue();
    expect(mountPlain(`${image}-copy`)).toBeTrue();
    const next = await openOn(plain);
    expect(await next.storage.deliveryLog.append(ROOM, event(2))).toEqual({ sequence: 2, duplicate: false });
    const again = await next.add();
    await eventually(() => next.handled.includes(again));
    await next.jobs.close();
    await next.close();
  },
  LIMIT_MS,
);
