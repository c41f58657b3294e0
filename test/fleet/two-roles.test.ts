/** Two processes with one port each, as on Cloud Run: audio on one, everything else on the other, and Redis between them. */
import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { scoreCall } from "../../simulators/stage/call-score.ts";
import { openDesktop } from "../../simulators/stage/desktop-client.ts";
import { type FleetStage, startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import { queuesOpen } from "../../simulators/stage/queues-open.ts";
import { placeCallsInto } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../support/redis-server.ts";
import { QUICK_CALLS } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const WAIT_MS = 180_000;

describe.skipIf(redisServerPath === null)(`ROLE=grpc beside ROLE=http,worker${redisSkipNote}`, () => {
  test(
    "play the demo's call, each on its PORT, and lose no word and no suggestion",
    async () => {
      const sample = await readSample("lost-card");
      const redis = await startRedisServer();
      const ports = [await freePort(), await freePort()];
      let stage: FleetStage | undefined;
      try {
        stage = await startFleetStage({
          redisUrl: redis.url,
          roles: ["grpc", "http,worker"],
          // The call is over for the story before it is for Sidetone, which would wait for a stream that comes back.
          settings: { RECONNECT_GRACE_MS: "1000", DRAIN_DEADLINE_MS: "5000", ...QUICK_CALLS },
          settingsOf: (index) => ({ PORT: String(ports[index]) }),
        });
        const [audio, web] = stage.instances;
        if (audio === undefined || web === undefined) throw new Error("an instance is missing");
        expect([audio.grpcPort, web.httpPort]).toEqual(ports);
        const way = {
          grpcAddress: `127.0.0.1:${audio.grpcPort}`,
          httpBaseUrl: `http://127.0.0.1:${web.httpPort}`,
        };
        const { secrets } = stage;
        const calls = placeCallsInto({ secrets, way, ready: () => queuesOpen(web) });
        const gate = Promise.withResolvers<void>();
        const call = await calls.call(sample, { speed: 20, stayUntil: gate.promise });
        expect(await call.started).toBe(true);
        const desktop = await openDesktop({ ...way, callId: call.callId, launchKey: secrets.launchKey });
        await eventually(() => {
          const { lost, duplicated, ...score } = scoreCall(sample, desktop.events, []);
          expect({ lost, duplicated }).toEqual({ lost: [], duplicated: [] });
          expect(score.suggestionsDelivered).toBe(score.suggestionsExpected);
        }, WAIT_MS);
        gate.resolve();
        expect((await call.finished).ok).toBe(true);
        desktop.close();
      } finally {
        await stage?.close();
        await redis.close();
      }
    },
    STORY_MS,
  );
});
