/** One call of either vendor into a fleet, from its desktop's opening until it is over and stored. */
import type { Sample } from "../../samples/sample.ts";
import type { AgentAssistSimulator } from "../../simulators/agent-assist/simulator.ts";
import type { LegReport } from "../../simulators/five9/leg-player.ts";
import type { PlaceCallOptions } from "../../simulators/five9/place-call.ts";
import { type CallScore, type SentAudio, scoreCall } from "../../simulators/stage/call-score.ts";
import { type DesktopClient, type DesktopEvent, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { type CallStage, newCallId } from "../../simulators/stage/stage.ts";
import { scoreTextCall } from "../../simulators/stage/text-score.ts";
import type { VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import type { VaicFramework } from "../../simulators/vaic/activity.ts";
import { type CallRecord, finalLedgers, recognizedMsIn } from "../chaos/call-record.ts";

export interface FleetCall {
  callId: string;
  callKey: string;
  sample: Sample;
  score: CallScore;
  record: CallRecord;
  events: readonly DesktopEvent[];
  /** Five9's only. */
  legs: readonly LegReport[];
  sent: readonly SentAudio[];
  /** MediaStream reports that were answered with 200. */
  reportsTaken: number;
  /** What the other side complains of, beside the legs. */
  problems: string[];
}

/** As it was shown last; null where no instance answered. */
export class CallNotEnded extends Error {
  override readonly name = "CallNotEnded";
  readonly record: CallRecord | null;

  /** `problems`: what its caller complains of. */
  constructor(callKey: string, record: CallRecord | null, problems: readonly string[]) {
    const { live, view, instance } = record?.call ?? {};
    const accounts = record === null ? 0 : finalLedgers(record).size;
    super(`call ${callKey} has not ended: ${JSON.stringify({ live, accounts, instance, view, problems })}`);
    this.record = record;
  }
}

export interface FleetCallOptions {
  calls: CallStage;
  /** Publishes what the desktop is to get. */
  cloud: Pick<AgentAssistSimulator, "record">;
  sample: Sample;
  /** Hears of the call before it begins. */
  onBegun(callKey: string): void;
  /** How long the call and its last words are awaited once the caller is done. */
  endDeadlineMs: number;
}

/** A leg tries for so long to come back: longer than a fleet is without one of its instances. */
const PATIENCE_MS = 30_000;
/** What VoiceAI Connect waits for may have to wait for a take-over. */
const SLOW_MS = 60_000;
const LOOK_MS = 200;
/** Pub/Sub brings an event again that an instance took along when it died. */
const LAST_EVENTS_MS = 20_000;
/** Partial results may be lost by design, and a suggestion comes twice with one answer record: once in an answer of Dialogflow. */
const COUNTED_OTHERWISE = ["NEW_RECOGNITION_RESULT", "HUMAN_AGENT_ASSISTANT_EVENT"];
/** Other instances are asked for the accounts of a call that is over, 3 s at most. */
const CLOSING_MS = 5_000;
/** What comes twice comes late. */
const DOUBLES_MS = 500;

/** Whether a published event of this type must reach the desktop as it is. */
export const mustArrive = (type: string) => !COUNTED_OTHERWISE.includes(type);

export async function five9Call(
  options: FleetCallOptions,
  manner: Partial<PlaceCallOptions>,
): Promise<FleetCall> {
  const { calls, sample } = options;
  const callId = newCallId();
  const callKey = `five9-${callId}`;
  const desktop = await begin(options, { callId, callKey, source: "five9" });
  const call = await calls.call(sample, { patienceMs: PATIENCE_MS, ...manner, callId });
  const { legs, webhooks } = await call.finished;
  const problems = webhooks
    .filter(({ status }) => status !== 200)
    .map(({ name, status }) => `${name} was answered ${status}`);
  const reportsTaken = webhooks.filter(({ name, status }) => name !== "cti" && status === 200).length;
  const score = () => scoreCall(sample, desktop.events, call.sent);
  const isComplete = () => hasAll(options, callKey, score(), desktop);
  const record = await over(options, callKey, { isComplete, problems });
  desktop.close();
  return {
    ...{ callId, callKey, sample, score: score(), record, events: desktop.events },
    ...{ legs, sent: call.sent, reportsTaken, problems },
  };
}

export async function vaicCall(
  options: FleetCallOptions,
  { provider, framework, speed }: { provider: VaicProvider; framework: VaicFramework; speed: number },
): Promise<FleetCall> {
  const { calls, sample } = options;
  const callId = crypto.randomUUID();
  const callKey = `vaic-${callId}`;
  const desktop = await begin(options, { callId, callKey, source: "audiocodes" });
  const { httpBaseUrl } = calls;
  const call = provider.call(
    { httpBaseUrl, framework, sample },
    {
      ...{ conversationId: callId, speed, slowAnswerMs: SLOW_MS, awaitRecognitionMs: SLOW_MS },
      // An instance that takes a conversation up says it again (docs/limits.md).
      secondStart: "nothing",
    },
  );
  const { problems, sent, unheard, recognition } = await call.finished;
  if (unheard.length > 0) problems.push(`unheard: ${JSON.stringify({ unheard, recognition })}`);
  const score = () => scoreTextCall(sample, desktop.events, sent);
  const isComplete = () => hasAll(options, callKey, score(), desktop);
  const record = await over(options, callKey, { isComplete, problems });
  desktop.close();
  return {
    ...{ callId, callKey, sample, score: score(), record, events: desktop.events },
    ...{
      legs: [],
      sent: [],
      reportsTaken: 0,
      problems: problems.map((problem) => `${framework}: ${problem}`),
    },
  };
}

async function begin(
  { calls, onBegun }: FleetCallOptions,
  { callId, callKey, source }: { callId: string; callKey: string; source: string },
): Promise<DesktopClient> {
  onBegun(callKey);
  const { httpBaseUrl, secrets } = calls;
  return await openDesktop({ httpBaseUrl, callId, launchKey: secrets.launchKey, source });
}

/** Whether the desktop has every word, suggestion and published event. */
function hasAll(
  { cloud }: FleetCallOptions,
  callKey: string,
  { lost, suggestionsDelivered, suggestionsExpected }: CallScore,
  desktop: DesktopClient,
): boolean {
  if (lost.length > 0 || suggestionsDelivered < suggestionsExpected) return false;
  const shown = new Set(desktop.events.map(({ messageId }) => messageId));
  const published = cloud.record.conversation(callKey)?.events ?? [];
  return published.every(({ type, messageId }) => !mustArrive(type) || shown.has(messageId));
}

/** Resolves once the call is over and its desktop has all, or at the deadline. Rejects where it is not over then. */
async function over(
  { calls, endDeadlineMs }: FleetCallOptions,
  callKey: string,
  { isComplete, problems }: { isComplete(): boolean; problems: readonly string[] },
): Promise<CallRecord> {
  const endMs = Date.now() + endDeadlineMs;
  let completeByMs = endMs;
  for (;;) {
    // An instance that is asked just then may be killed.
    const record = await calls.callDetail(callKey).catch(() => null);
    const isOver = record?.call.live === false && (hasAccounts(record) || callKey.startsWith("vaic"));
    if (isOver) completeByMs = Math.min(completeByMs, Date.now() + LAST_EVENTS_MS);
    if (record !== null && isOver && (isComplete() || Date.now() >= completeByMs)) {
      await Bun.sleep(DOUBLES_MS);
      return record;
    }
    if (Date.now() > endMs) throw new CallNotEnded(callKey, record, problems);
    await Bun.sleep(LOOK_MS);
  }
}

/** All accounts of a call may have ended with their instances: then none is closed within the time that closing takes. */
function hasAccounts(record: CallRecord): boolean {
  const isLate = Date.now() > (record.call.endedAtMs ?? 0) + CLOSING_MS;
  return finalLedgers(record).size > 0 || (isLate && recognizedMsIn(record).size > 0);
}
