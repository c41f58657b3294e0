/** Calls for an operator to find: some go well, one fails in the middle, one goes on for minutes. */
import { status } from "@grpc/grpc-js";
import { readSample, type Sample } from "../../samples/sample.ts";
import { audioOfSample } from "../../simulators/five9/call-audio.ts";
import type { PlacedCall } from "../../simulators/five9/place-call.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "./eventually.ts";
import type { TestStage } from "./test-stage.ts";

/** Near the pace of speech: much faster, and words reach the screen late by the speed limit of catching up alone. */
const SPEED = 2;
const CALL_DEADLINE_MS = 300_000;
/** What Google says when the service account may not use Dialogflow. */
const DENIED = {
  code: status.PERMISSION_DENIED,
  message: "IAM permission 'dialogflow.sessions.streamingDetectIntent' denied.",
};

export interface PlayedCall {
  callId: string;
  callKey: string;
  /** Every sentence that was said on it. */
  said: string[];
}

/** Plays a call to its end with a desktop joined; `during` may do something to it meanwhile. */
async function play(
  scene: TestStage,
  sample: Sample,
  agentId: string,
  during: (callId: string) => Promise<void> = async () => {},
): Promise<PlayedCall> {
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const call = await scene.stage.call(sample, { callId, speed: SPEED, agentId, campaignId: "Card services" });
  await Promise.all([call.finished, during(callId)]);
  await scene.ended(callId);
  desktop.close();
  return { callId, callKey: `five9-${callId}`, said: sample.utterances.map(({ text }) => text) };
}

/** Calls where nothing is wrong. */
export async function playGoodCalls(scene: TestStage, count: number): Promise<PlayedCall[]> {
  const samples = await Promise.all(["late-delivery", "lost-card"].map((name) => readSample(name)));
  const played = Array.from({ length: count }, async (_, index) => {
    const sample = samples[index % samples.length];
    if (sample === undefined) throw new Error("There are no samples");
    return await play(scene, sample, `agent-${41 + index}`);
  });
  return await Promise.all(played);
}

/** The cloud refuses the customer's recognition in the middle of the call, for good. */
export async function playFailingCall(scene: TestStage): Promise<PlayedCall> {
  const { faults } = scene.stage.cloud;
  return await play(scene, await readSample("lost-card"), "agent-17", async (callId) => {
    await eventually(() => {
      const stream = faults
        .liveStreams()
        .find(({ participantName, role }) => role === "END_USER" && participantName.includes(callId));
      if (stream === undefined || stream.audioMs() < 9_000) return false;
      stream.fail(DENIED);
      return true;
    }, CALL_DEADLINE_MS);
  });
}

/** A call at the pace of speech that repeats itself for minutes; whoever placed it hangs up. */
export async function placeLiveCall(
  scene: TestStage,
  agentId: string,
): Promise<PlacedCall & { callKey: string; said: string[] }> {
  const sample = await readSample("lost-card");
  const { legs } = await audioOfSample(sample);
  const { agent = new Uint8Array(), customer = new Uint8Array() } = legs;
  const again = (pcm: Uint8Array) => new Uint8Array(Buffer.concat([pcm, pcm, pcm, pcm, pcm]));
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const call = await scene.stage.call(sample, {
    callId,
    audio: { legs: { agent: again(agent), customer: again(customer) }, holds: [] },
    agentId,
    campaignId: "Card services",
  });
  void call.finished.then(() => desktop.close());
  await call.started;
  const said = sample.utterances.map(({ text }) => text);
  return { ...call, callKey: `five9-${call.callId}`, said };
}
