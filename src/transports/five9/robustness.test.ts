/** The Five9 server over TLS, under garbage, and after many legs: it stays up and keeps nothing. */
import { afterEach, expect, test } from "bun:test";
import { Client, compressionAlgorithms, credentials, status as grpcStatus } from "@grpc/grpc-js";
import {
  AGENT_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
  TEST_TRUST_TOKEN,
} from "../../../test/support/five9-server.ts";
import { makeSelfSignedCertificate } from "../../../test/support/self-signed-certificate.ts";
import { systemClock } from "../../base/clock.ts";
import { streamingVoiceMethod, type WireResponse } from "./voice-proto.ts";

let five9: Five9TestServer;
afterEach(() => five9.close());

test("audio passes over TLS, and a caller without TLS gets nothing", async () => {
  const tls = makeSelfSignedCertificate();
  five9 = await startFive9TestServer({ tls });
  // By name: a TLS server name cannot be an address.
  const grpcAddress = `localhost:${five9.server.port}`;
  const leg = five9.connect({ tlsAuthority: tls.cert, grpcAddress });
  leg.sendConfig(AGENT_CONFIG);
  expect(await leg.status(1001)).toBeDefined();
  const audio = crypto.getRandomValues(new Uint8Array(100_001));
  leg.sendAudio(audio, 1000);
  leg.sendStatus(1);
  expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
  expect(five9.sinks.of("five9-0000000042", "agent").bytes()).toEqual(Buffer.from(audio));
  const plain = five9.connect();
  plain.sendConfig(AGENT_CONFIG);
  expect((await plain.ended).grpcCode).toBe(grpcStatus.UNAVAILABLE);
});

test("messages that a client compresses are read", async () => {
  five9 = await startFive9TestServer();
  const { path, requestSerialize, responseDeserialize } = streamingVoiceMethod();
  const client = new Client(`127.0.0.1:${five9.server.port}`, credentials.createInsecure(), {
    "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
  });
  const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const codes: (number | undefined)[] = [];
  call.on("data", ({ status }: WireResponse) => void codes.push(status?.code));
  const ended = new Promise<number>((resolve) => call.on("status", ({ code }) => resolve(code)));
  call.on("error", () => {});
  call.write({ streamingConfig: { ...AGENT_CONFIG, trustToken: TEST_TRUST_TOKEN } });
  const audio = Buffer.alloc(16_000, "audio");
  call.write({ audioContent: audio });
  call.write({ streamingStatus: { code: 1 } });
  expect(await ended).toBe(grpcStatus.OK);
  expect(codes).toEqual([1001, 1011]);
  expect(five9.sinks.of("five9-0000000042", "agent").bytes()).toEqual(audio);
  client.close();
});

test("random bytes as messages never bring the server down", async () => {
  five9 = await startFive9TestServer();
  for (let round = 0; round < 40; round++) {
    const leg = round % 2 === 0 ? five9.connect() : await five9.openLeg();
    for (let message = 0; message < 5; message++) {
      leg.sendRaw(Buffer.from(crypto.getRandomValues(new Uint8Array((round * 7 + message * 3) % 90))));
    }
    leg.halfClose();
    await leg.ended;
  }
  expect(five9.server.openLegs()).toBe(0);
  await five9.openLeg();
});

test("a thousand legs later no leg, timer or listener is left", async () => {
  const timers = new Set<unknown>();
  const clock = {
    now: () => Date.now(),
    setTimeout: (fn: () => void, timeoutMs: number): unknown => {
      const id = setTimeout(() => {
        timers.delete(id);
        fn();
      }, timeoutMs);
      timers.add(id);
      return id;
    },
    clearTimeout: (id: unknown): void => {
      timers.delete(id);
      systemClock.clearTimeout(id);
    },
  };
  five9 = await startFive9TestServer({ clock });
  const endings = [1, 4, 102] as const;
  for (let batch = 0; batch < 20; batch++) {
    const legs = Array.from({ length: 50 }, async (_, index) => {
      const leg = five9.connect({ shareConnection: true });
      leg.sendConfig({ ...AGENT_CONFIG, vccCallId: `${batch}-${index}` });
      await leg.status(1001);
      leg.sendAudio(new Uint8Array(320), 1000);
      const ending = endings[index % 4];
      if (ending === undefined) leg.halfClose();
      else leg.sendStatus(ending);
      await leg.ended;
    });
    await Promise.all(legs);
  }
  expect(five9.counted("legsOpened")).toBe(1000);
  expect(five9.directory.ofType("leg.closed")).toHaveLength(1000);
  expect([five9.server.openLegs(), timers.size, five9.directory.commandListenerCount()]).toEqual([0, 0, 0]);
}, 600_000);
