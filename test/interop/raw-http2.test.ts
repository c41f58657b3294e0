/** The contract on the wire: bare HTTP/2 frames, as any client in any language would send them, make a call. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { legsOf } from "../support/story-audio.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";
import { audioMessage, configMessage, openRawGrpcCall, statusMessage } from "./raw-grpc-call.ts";

const STORY_MS = 600_000;
const CHUNK_BYTES = 3_201;

let scene: TestStage;
let sample: Sample;
beforeAll(async () => {
  sample = await readSample("lost-card");
  scene = await startTestStage();
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

const address = () => `127.0.0.1:${scene.stage.sidetone.grpcPort}`;

async function playLeg(
  callId: string,
  leg: number,
  pcm: Uint8Array,
): Promise<{ codes: number[]; grpc: number }> {
  const call = openRawGrpcCall(address(), scene.stage.secrets.trustToken);
  await call.send(configMessage({ callId, domainId: "1001", leg }), 7);
  await call.heard(1001);
  for (let from = 0; from < pcm.byteLength; from += CHUNK_BYTES) {
    await call.send(audioMessage(pcm.subarray(from, from + CHUNK_BYTES), 1_000 + from / 16), 1_000);
  }
  await call.send(statusMessage(1));
  call.halfClose();
  const grpc = await call.ended;
  call.close();
  return { codes: call.codes, grpc };
}

test(
  "two legs of hand-made frames, cut anywhere, are heard word for word",
  async () => {
    const callId = newCallId();
    const desktop = await scene.desktopOf(callId);
    const { agent, customer } = await legsOf(sample);
    const ends = await Promise.all([playLeg(callId, 0, agent), playLeg(callId, 1, customer)]);
    for (const end of ends) expect(end).toEqual({ codes: [1001, 1011], grpc: 0 });
    expect(await scene.settledScore(sample, desktop)).toMatchObject({ lost: [], duplicated: [] });
    desktop.close();
  },
  STORY_MS,
);

test("a wrong token is UNAUTHENTICATED on the wire", async () => {
  const call = openRawGrpcCall(address(), "not the token");
  expect(await call.ended).toBe(16);
  call.close();
});
