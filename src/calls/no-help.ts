/** Why this call's agent gets no suggestions, as one code: the most certain cause first; undefined where none is known. */
import { status } from "@grpc/grpc-js";
import type { CallContext } from "../actors/call/context.ts";
import { speakersOf } from "../actors/call/participants.ts";
import type { HelpFault } from "../contract/help-fault.ts";
import { type NoHelpCode, needsWords } from "../contract/no-help.ts";
import { type Speaker, speakersIn } from "../contract/speaker.ts";

/** Audio without any recognised word is more than a pause from here on. */
const MUCH_AUDIO_MS = 15_000;

/** The last failure of a speaker's participant while it lives; null for none. */
export type FailureOf = (speaker: Speaker) => { code: number } | null;

export function noHelpOf(
  context: CallContext,
  conversation: string,
  failureOf: FailureOf,
): NoHelpCode | undefined {
  const { suggestions, suggestionsUnlisted, desktops, wasAttended } = context;
  if (suggestions > 0) {
    if (suggestionsUnlisted >= suggestions) return "NOT_LISTED";
    return desktops.length === 0 && !wasAttended ? "NO_DESKTOP" : undefined;
  }
  return (
    stoppingFaults(context)[0]?.code ??
    conversationCause(context, conversation) ??
    recognitionCause(context, failureOf) ??
    (context.suggestionsUnreadable > 0 ? unreadableCause(context) : undefined) ??
    wordsCause(context)
  );
}

/** What keeps suggestions from this call, as far as it is proved. */
export function stoppingFaults({ helpFaults, ledgers }: CallContext): HelpFault[] {
  const hasWords = speakersIn(ledgers).some((speaker) => (ledgers[speaker]?.recognizedMs ?? 0) > 0);
  return helpFaults.filter(
    ({ code, stopsSuggestions }) => stopsSuggestions && (hasWords || !needsWords(code)),
  );
}

function conversationCause({ failure }: CallContext, conversation: string): NoHelpCode | undefined {
  if (failure === null || (conversation !== "failed" && conversation !== "opening")) return undefined;
  return failure.code === "LIMIT_EXCEEDED" ? "QUOTA" : "CONVERSATION_REFUSED";
}

function recognitionCause(context: CallContext, failureOf: FailureOf): NoHelpCode | undefined {
  for (const speaker of speakersOf(context)) {
    const record = context.participants[speaker];
    const code = (failureOf(speaker) ?? record?.facts?.lastFailure)?.code;
    if (code === status.RESOURCE_EXHAUSTED) return "QUOTA";
    if (record?.outcome === "failed") return "RECOGNITION_REFUSED";
  }
  return undefined;
}

/** Events of suggestions came, and nothing in them could be read. */
function unreadableCause({ helpFaults }: CallContext): NoHelpCode | undefined {
  return helpFaults.some(({ code }) => code === "FORMAT_NOT_JSON") ? "UNREADABLE_KIND" : undefined;
}

function wordsCause({ ledgers, legs, unknownSpeakers }: CallContext): NoHelpCode | undefined {
  const { nameless = 0, ambiguous = 0, tooMany = 0, noParticipants = 0 } = unknownSpeakers;
  if (nameless + ambiguous + tooMany + noParticipants > 0) return "NO_SPEAKER";
  const accounts = speakersIn(ledgers).flatMap((speaker) => ledgers[speaker] ?? []);
  const heardMs = accounts.reduce(
    (total, { receivedMs, droppedMs }) => total + receivedMs - droppedMs.hold,
    0,
  );
  if (heardMs >= MUCH_AUDIO_MS && accounts.every(({ recognizedMs }) => recognizedMs === 0)) return "NO_WORDS";
  return legs.length === 0 ? "NO_AUDIO" : undefined;
}
