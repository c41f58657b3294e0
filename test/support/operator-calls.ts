/** Calls for an operator to find: some go well, one fails in the middle, one goes on until it is ended. */
import { status } from "@grpc/grpc-js";
import { readSample, type Sample } from "../../samples/sample.ts";
import type { PlaceCallOptions, PlacedCall } from "../../simulators/five9/place-call.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { CallerClock } from "./caller-clock.ts";
import { eventually } from "./eventually.ts";
import type { TestStage } from "./test-stage.ts";

/** Times real time. */
const QUICK = 20;
/** Of the call, when its customer's recognition fails at the earliest: both have said something by then, and have more to say. */
const FAILURE_MS = 9_000;
/** Of the call that goes on, at the first look at it. */
const SAID_BEFORE_MS = 12_000;
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

interface CallToPlay {
  scene: TestStage;
  sample: Sample;
  agentId: string;
  pace: Pick<PlaceCallOptions, "speed" | "clock">;
  /** Called once the call has started; the call's end is awaited after it. */
  during?(callId: string): Promise<void>;
}

/** Plays a call to its end with a desktop joined. */
async function play({ scene, sample, agentId, pace, during }: CallToPlay): Promise<PlayedCall> {
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const call = await scene.stage.call(sample, { callId, ...pace, agentId, campaignId: "Card services" });
  await call.started;
  await during?.(callId);
  await call.finished;
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
    return await play({ scene, sample, agentId: `agent-${41 + index}`, pace: { speed: QUICK } });
  });
  return await Promise.all(played);
}

/** The cloud refuses the customer's recognition in the middle of the call, finally. */
export async function playFailingCall(scene: TestStage): Promise<PlayedCall> {
  const { faults } = scene.stage.cloud;
  const clock = new CallerClock();
  const played = await play({
    scene,
    sample: await readSample("lost-card"),
    agentId: "agent-17",
    pace: { clock },
    async during(callId) {
      clock.advance(FAILURE_MS);
      clock.run(1);
      const detailOf = () => scene.stage.callDetail(`five9-${callId}`);
      // The account of the audio is in the history before the failure, so that the page can show it at that moment.
      await eventually(
        async () => (await detailOf())?.history.some(({ ledger }) => ledger !== undefined) ?? false,
      );
      await eventually(() => {
        const stream = faults
          .liveStreams()
          .find(({ participantName, role }) => role === "END_USER" && participantName.includes(callId));
        if (stream === undefined || stream.audioMs() < FAILURE_MS - 1_000) return false;
        stream.fail(DENIED);
        return true;
      });
      const customer = async () => (await detailOf())?.call.view.participants.customer;
      await eventually(async () => (await customer()) === "failed");
      clock.run(QUICK);
    },
  });
  clock.stop();
  return played;
}

/** A call that has said something and goes on at the pace of speech, finally with silence, until its placer hangs up. */
export async function placeLiveCall(
  scene: TestStage,
  agentId: string,
): Promise<PlacedCall & { callKey: string; said: string[] }> {
  const sample = await readSample("lost-card");
  const callId = newCallId();
  const desktop = await scene.desktopOf(callId);
  const clock = new CallerClock();
  const call = await scene.stage.call(sample, {
    callId,
    clock,
    stayUntil: new Promise(() => {}),
    agentId,
    campaignId: "Card services",
  });
  void call.finished.then(() => {
    clock.stop();
    desktop.close();
  });
  await call.started;
  clock.advance(SAID_BEFORE_MS);
  clock.run(1);
  const said = sample.utterances.map(({ text }) => text);
  return { ...call, callKey: `five9-${call.callId}`, said };
}
