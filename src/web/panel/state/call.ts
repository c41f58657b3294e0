/** The call's phase in the agent's words, and the state of recognition per speaker. */
import type { AssistLifecycle } from "../../../assist/event.ts";
import { recordOf, textOf, timeMsOf } from "../../../base/json-fields.ts";
import type { CallFacts } from "../../../contract/call-facts.ts";

/** noAudio: none ever came. stopped, lost: it no longer comes, and nobody has said that the call is over. */
export type CallPhase =
  | "unknown"
  | "waiting"
  | "noAudio"
  | "inProgress"
  | "onHold"
  | "stopped"
  | "lost"
  | "ended"
  | "failed";

export interface CallStatus {
  hasStarted: boolean;
  hasFinished: boolean;
  startedMs: number | undefined;
  /** Of the last end that Google told; the call may have gone on since. */
  finishedMs: number | undefined;
  /** The call machine's media state as pushed by the server, or "" before the first push. */
  media: string;
  conversation: string;
  /** Recognition state by speaker ("agent", "agent-2", "customer"). */
  participants: Readonly<Record<string, string>>;
  failure: { code: string; message: string } | undefined;
  /** Speakers whose audio stream has failed and is not back. */
  awaitedBack: readonly string[];
  /** "lost" or "stopped" while no stream brings audio and nobody has said that the call is over, else "". */
  audio: string;
  /** Why there are no suggestions, as a code; "" where nothing is known against them. */
  noHelp: string;
  /** Who is on the line. */
  facts: CallFacts;
  /** When words came last, milliseconds since the Unix epoch; 0 before the first. */
  heardMs: number;
}

export const UNKNOWN_CALL: CallStatus = {
  hasStarted: false,
  hasFinished: false,
  startedMs: undefined,
  finishedMs: undefined,
  media: "",
  conversation: "",
  participants: {},
  failure: undefined,
  awaitedBack: [],
  audio: "",
  noHelp: "",
  facts: {},
  heardMs: 0,
};

export function applyLifecycle(
  call: CallStatus,
  { change, message, publishedAt }: Pick<AssistLifecycle, "change" | "message" | "publishedAt">,
): CallStatus {
  switch (change) {
    case "started":
      return { ...call, hasStarted: true, startedMs: timeMsOf(publishedAt) };
    case "finished":
      return { ...call, hasFinished: true, finishedMs: timeMsOf(publishedAt) };
    case "failed":
      return { ...call, failure: { code: "UPSTREAM_REFUSED", message } };
    default:
      return call;
  }
}

/** Takes the server's call-state push: {media, conversation, assist, participants, failure?, awaitedBack?, audio?}. */
export function applyCallState(call: CallStatus, raw: unknown): CallStatus {
  const pushed = recordOf(raw);
  const participants = Object.entries(recordOf(pushed.participants)).map(([speaker, state]) => [
    speaker,
    textOf(state),
  ]);
  const failure = recordOf(pushed.failure);
  const code = textOf(failure.code);
  return {
    ...call,
    media: textOf(pushed.media),
    conversation: textOf(pushed.conversation),
    participants: Object.fromEntries(participants),
    failure: code === "" ? undefined : { code, message: textOf(failure.message) },
    awaitedBack: Array.isArray(pushed.awaitedBack) ? pushed.awaitedBack.map(textOf) : [],
    audio: textOf(pushed.audio),
    noHelp: textOf(pushed.noHelp),
    facts: recordOf(pushed.facts),
  };
}

/** Words were heard, so the call runs, even if its lifecycle event is still on its way. Times of its first and last words. */
export function noteActivity(call: CallStatus, firstMs: number, heardMs: number): CallStatus {
  if (call.hasStarted) return { ...call, heardMs };
  return { ...call, hasStarted: true, heardMs, startedMs: firstMs === 0 ? undefined : firstMs };
}

export function phaseOf(call: CallStatus): CallPhase {
  // Google says "finished" once per completion, also where the call went on: what the server pushes knows better.
  const isRunning = call.conversation === "open" && (call.media === "streaming" || call.media === "held");
  const isFailed = call.conversation === "failed" || call.failure !== undefined;
  if ((call.audio === "lost" || call.audio === "stopped") && !isFailed) return call.audio;
  const isGone = call.media === "gone" || call.media === "ended";
  if (isGone && !call.hasStarted && call.conversation === "none") return "noAudio";
  const isOver =
    (call.hasFinished && !isRunning) ||
    call.conversation === "completed" ||
    isGone ||
    call.media === "draining";
  if (isOver) return "ended";
  if (isFailed) return "failed";
  if (call.media === "held") return "onHold";
  if (call.media === "awaiting") return "waiting";
  return call.hasStarted || call.media === "streaming" ? "inProgress" : "waiting";
}

export type RecognitionTrouble = "paused" | "recovering" | "failed" | "awaited";

/** Speakers who are not being heard right now, with the reason. */
export function recognitionTroubles(call: CallStatus): { speaker: string; trouble: RecognitionTrouble }[] {
  const awaited = new Set(call.awaitedBack);
  const others = Object.entries(call.participants).flatMap(([speaker, state]) => {
    const isTrouble = state === "paused" || state === "recovering" || state === "failed";
    return isTrouble && !awaited.has(speaker) ? [{ speaker, trouble: state } as const] : [];
  });
  return [...[...awaited].map((speaker) => ({ speaker, trouble: "awaited" }) as const), ...others];
}
