/** Compares what is in a data directory with what was acknowledged before its process was killed. */
import { join } from "node:path";
import { createLogger } from "../../src/base/log.ts";
import { payloadOf, type StoredJob } from "../../src/jobs/job-payload.ts";
import { JOB_POLICIES } from "../../src/jobs/job-policies.ts";
import type { MediastreamEvent } from "../../src/jobs/mediastream-event.ts";
import { openQueueBackend } from "../../src/jobs/open-queue-backend.ts";
import { makeQueue } from "../../src/jobs/queue-backend.ts";
import { startEmbeddedDatabase } from "../../src/storage/embedded/embedded-database.ts";
import type { Storage } from "../../src/storage/port.ts";
import { openSqliteStorage } from "../../src/storage/sqlite/open-sqlite-storage.ts";
import type { Acknowledged } from "./acknowledged.ts";

const LIMIT_MS = 600_000;
const EVERYTHING = 1_000_000;
const logger = createLogger("error");

/** Sentences about records that are missing or half written; empty if all is well. */
export async function missingRecords(
  dataDirectory: string,
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const path = join(dataDirectory, "records.sqlite");
  const storage = await openSqliteStorage({ path, logger, timeoutMs: LIMIT_MS });
  try {
    return [
      ...(await missingEvents(storage, acknowledged)),
      ...(await brokenCalls(storage, acknowledged)),
      ...(await missingNames(storage, acknowledged)),
      ...(await keptErased(storage, acknowledged)),
    ];
  } finally {
    await storage.close();
  }
}

/** The last that was acknowledged of each room or call. */
function highest(pairs: readonly (readonly [string, number])[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const [key, value] of pairs) found.set(key, Math.max(value, found.get(key) ?? 0));
  return found;
}

async function missingEvents({ deliveryLog }: Storage, acknowledged: readonly Acknowledged[]) {
  const rooms = highest(
    acknowledged.flatMap((one) => (one.kind === "event" ? [[one.room, one.sequence] as const] : [])),
  );
  const problems: string[] = [];
  for (const [room, last] of rooms) {
    const kept = await deliveryLog.readAfter(room, 0, EVERYTHING);
    if (kept.length < last) problems.push(`${room}: ${last} events acknowledged, ${kept.length} kept`);
    if (kept.some(({ sequence }, place) => sequence !== place + 1)) problems.push(`${room}: a gap`);
    if (kept.some(({ messageId, data }, place) => !isWhole(messageId, data, place + 1))) {
      problems.push(`${room}: an event that is half written`);
    }
  }
  return problems;
}

/** As the writer makes them. */
function isWhole(messageId: string, data: string, n: number): boolean {
  return messageId === `m${n}` && data.length === (n * 97) % 3_000;
}

async function brokenCalls({ calls }: Storage, acknowledged: readonly Acknowledged[]) {
  const lastLines = highest(
    acknowledged.flatMap((one) => (one.kind === "call" ? [[one.callKey, one.lastLine] as const] : [])),
  );
  const problems: string[] = [];
  for (const [callKey, acknowledgedLine] of lastLines) {
    const call = await calls.get(callKey);
    const history = await calls.readHistory(callKey, EVERYTHING);
    const lastLine = call?.lastLine ?? 0;
    if (lastLine < acknowledgedLine) problems.push(`${callKey}: line ${acknowledgedLine} is missing`);
    const isOfOneWrite =
      history.length === lastLine &&
      history.every(({ line }, place) => line === place + 1) &&
      JSON.stringify(call?.snapshot) === JSON.stringify({ lastLine });
    if (!isOfOneWrite) problems.push(`${callKey}: call and history are not of one write`);
  }
  return problems;
}

async function missingNames({ conversationNames }: Storage, acknowledged: readonly Acknowledged[]) {
  const problems: string[] = [];
  for (const one of acknowledged) {
    if (one.kind === "name" && (await conversationNames.get(one.key)) !== `name of ${one.key}`) {
      problems.push(`${one.key}: the name is missing`);
    }
  }
  return problems;
}

async function keptErased({ calls, isErased }: Storage, acknowledged: readonly Acknowledged[]) {
  const problems: string[] = [];
  for (const one of acknowledged) {
    if (one.kind !== "erased") continue;
    if ((await calls.get(one.callKey)) !== null) problems.push(`${one.callKey}: erased and still there`);
    if (!(await isErased(one.callKey))) problems.push(`${one.callKey}: that it was erased is forgotten`);
  }
  return problems;
}

/** Sentences about jobs that are missing, looked for in all states. */
export async function missingJobs(
  dataDirectory: string,
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const database = await startEmbeddedDatabase({ dataDirectory, logger, startTimeoutMs: LIMIT_MS });
  try {
    const opened = await openQueueBackend({ connection: database.connection }, logger);
    const queue = makeQueue(JOB_POLICIES.mediastream.queue, opened.backend, {});
    try {
      const jobs = await queue.getJobs(
        ["waiting", "active", "delayed", "prioritized", "failed"],
        0,
        EVERYTHING,
      );
      const kept = new Set(jobs.map(({ data }) => payloadOf<MediastreamEvent>(data as StoredJob).callId));
      return acknowledged.flatMap((one) =>
        one.kind === "job" && !kept.has(one.callId) ? [`${one.callId}: the job is missing`] : [],
      );
    } finally {
      await queue.close();
      await opened.close();
    }
  } finally {
    await database.close();
  }
}
