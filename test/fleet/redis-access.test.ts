/** A call through a Redis that speaks TLS only, as a user who may do no more than Sidetone needs. */
import { expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSample } from "../../samples/sample.ts";
import { startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../support/redis-server.ts";
import { makeSelfSignedCertificate } from "../support/self-signed-certificate.ts";
import { QUICK_CALLS } from "../support/test-stage.ts";

const STORY_MS = 600_000;
/** In mid-sentence, after two finals. */
const MID_SENTENCE_MS = 9_000;
const PASSWORD = "p@ss:w/rd";
/** As docs/reference/storage.md gives it. */
const RIGHTS = "~sidetone:* ~{sidetone* &sidetone:* +@all -@admin -@dangerous +info".split(" ");

async function startGuardedRedis(folder: string) {
  const port = await freePort();
  const { cert, key } = makeSelfSignedCertificate();
  const files = { cert: join(folder, "redis.crt"), key: join(folder, "redis.key") };
  await Promise.all([writeFile(files.cert, cert), writeFile(files.key, key)]);
  const tls = ["--tls-cert-file", files.cert, "--tls-key-file", files.key, "--tls-ca-cert-file", files.cert];
  const server = await startRedisServer({
    options: [
      ...["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no", ...tls],
      ...["--user", "default", "off", "--user", "sidetone", "on", `>${PASSWORD}`, ...RIGHTS],
    ],
  });
  const url = `rediss://sidetone:${encodeURIComponent(PASSWORD)}@localhost:${port}`;
  return { server, url, caFile: files.cert };
}

test.skipIf(redisServerPath === null)(
  `a call goes through Redis with TLS and a user's rights${redisSkipNote}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "sidetone-guarded-"));
    const { server, url, caFile } = await startGuardedRedis(folder);
    const stage = await startFleetStage({
      redisUrl: url,
      roles: ["all"],
      settings: { NODE_EXTRA_CA_CERTS: caFile, ...QUICK_CALLS, DRAIN_DEADLINE_MS: "1000" },
    });
    const [instance] = stage.instances as [SidetoneProcess];
    const clock = new CallerClock();
    try {
      const sample = await readSample("lost-card");
      const callId = newCallId();
      const conversation = () => stage.cloud.record.conversation(`five9-${callId}`);
      const call = await stage.call(sample, () => instance, {
        callId,
        clock,
        chunkMs: 20,
        patienceMs: STORY_MS,
      });
      expect(await call.started).toBe(true);
      clock.advance(MID_SENTENCE_MS);
      const heard = () => (conversation()?.participants ?? []).flatMap(({ words }) => words);
      await eventually(() => heard().length >= 4);
      expect(await stage.ownedCalls(instance)).toBe(1);
      const denied = instance.logLines().filter((line) => line.includes("NOPERM"));
      expect(denied).toEqual([]);
    } finally {
      clock.stop();
      await stage.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  STORY_MS,
);
