/** The audio endpoint as it is run: limits from settings, TLS, health and reflection, each on a process of its own. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, status as grpcStatus, type ServiceError } from "@grpc/grpc-js";
import { readSample } from "../../samples/sample.ts";
import { askHealth } from "../../scripts/reachable/ask-health.ts";
import { LegStream } from "../../simulators/five9/leg-stream.ts";
import { readMetrics } from "../../simulators/stage/read-metrics.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { askReflection } from "../support/grpc-reflection.ts";
import { makeSelfSignedCertificate } from "../support/self-signed-certificate.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";
import { watchHealth } from "../support/watch-health.ts";

const STORY_MS = 600_000;
/** What Five9 says of a call that is put on hold, and taken back. */
const [HOLD, RESUME] = [2, 3];
const VOICE = "five9.voicestream.Voice";

let scene: TestStage;
afterEach(() => scene.close(), STORY_MS);

const address = () => `127.0.0.1:${scene.stage.sidetone.grpcPort}`;

function connect(): LegStream {
  return new LegStream({
    grpcAddress: address(),
    trustToken: scene.stage.secrets.trustToken,
    tokenIn: "metadata",
  });
}

function begin(callId = newCallId(), callLeg = 0): LegStream {
  const leg = connect();
  leg.sendConfig({
    voiceConfig: { encoding: 1, sampleRateHertz: 8000 },
    vccCallId: callId,
    domainId: "1",
    callLeg,
  });
  return leg;
}

const codesOf = (leg: LegStream) => leg.statuses.map(({ code }) => code);

describe("limits from the settings", () => {
  test(
    "each ends its stream with the code of the contract and is counted, and the process goes on",
    async () => {
      scene = await startTestStage({
        settings: {
          MAX_STREAMS: "2",
          MAX_MESSAGE_BYTES: "4096",
          FIRST_MESSAGE_TIMEOUT_MS: "500",
          IDLE_TIMEOUT_MS: "3000",
          GRPC_REFLECTION: "off",
        },
      });
      const callId = newCallId();
      const idle = begin(callId, 0);
      const oversized = begin(callId, 1);
      // A held stream may be silent for as long as the others take, also on a machine that is slow to get here.
      for (const leg of [idle, oversized]) leg.sendStatus(HOLD);
      await Promise.all([idle.status(1001), oversized.status(1001)]);
      const tooMany = begin();
      await tooMany.ended;
      expect(codesOf(tooMany)).toEqual([1100]);

      const silent = connect();
      expect(await silent.ended).toMatchObject({ grpcCode: grpcStatus.OK });
      expect(codesOf(silent)).toEqual([1101]);

      oversized.sendAudio(new Uint8Array(4_097), Date.now());
      await oversized.ended;
      expect(codesOf(oversized)).toEqual([1001, 1100]);
      idle.sendStatus(RESUME);
      await idle.ended;
      expect(codesOf(idle)).toEqual([1001, 1101]);

      const metrics = await readMetrics(scene.stage);
      for (const event of ["refusedNoResource", "firstMessageTimeouts", "oversizeMessages", "idleTimeouts"])
        expect(metrics.sum("sidetone_five9_events_total", `event="stream.${event}"`)).toBe(1);
      expect(await begin().status(1001)).toBeDefined();

      const client = new Client(address(), credentials.createInsecure());
      const answer = await askReflection(client, [{ listServices: "" }]).catch(
        ({ code }: ServiceError) => code,
      );
      client.close();
      expect(answer).toBe(grpcStatus.UNIMPLEMENTED);
    },
    STORY_MS,
  );
});

describe("the endpoint's own TLS", () => {
  test(
    "carries a call, and plaintext finds no server there",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "sidetone-tls-"));
      try {
        const { cert, key } = makeSelfSignedCertificate();
        const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
        await Promise.all([Bun.write(certFile, cert), Bun.write(keyFile, key)]);
        scene = await startTestStage({
          settings: { GRPC_TLS_CERT_FILE: certFile, GRPC_TLS_KEY_FILE: keyFile },
        });
        const sample = await readSample("lost-card");
        const callId = newCallId();
        const desktop = await scene.desktopOf(callId);
        const call = await scene.stage.call(sample, {
          callId,
          speed: 40,
          tlsAuthority: cert,
          grpcAddress: `localhost:${scene.stage.sidetone.grpcPort}`,
        });
        expect(await call.finished).toMatchObject({ ok: true });
        expect(await scene.settledScore(sample, desktop)).toMatchObject({ lost: [], duplicated: [] });
        desktop.close();
        expect((await begin().ended).grpcCode).toBe(grpcStatus.UNAVAILABLE);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    STORY_MS,
  );
});

describe("what the endpoint tells about itself", () => {
  test(
    "health follows the process: serving, then not, while running calls go on",
    async () => {
      scene = await startTestStage({ settings: { DRAIN_DEADLINE_MS: "600000" } });
      const ask = (service: string) =>
        askHealth({ address: address(), tls: false, limitMs: STORY_MS, service });
      expect(await ask("")).toBe("SERVING");
      expect(await ask(VOICE)).toBe("SERVING");
      const client = new Client(address(), credentials.createInsecure());
      const [list] = await askReflection(client, [{ listServices: "" }]);
      client.close();
      expect(list?.listServicesResponse?.service.map(({ name }) => name)).toContain(VOICE);

      const clock = new CallerClock();
      const call = await scene.stage.call(await readSample("lost-card"), { clock, patienceMs: 1_000 });
      expect(await call.started).toBe(true);
      const watch = watchHealth(address(), VOICE);
      await eventually(() => expect(watch.heard).toEqual(["SERVING"]));
      const stopping = scene.stage.sidetone.stop();
      await eventually(() => expect(watch.heard).toEqual(["SERVING", "NOT_SERVING"]));
      clock.run(10);
      expect(await stopping).toBe(0);
      watch.close();
      call.abort();
      await call.finished;
      clock.stop();
    },
    STORY_MS,
  );
});
