/** Why this call's agent gets no suggestions, as one code: the most certain cause first; undefined where none is known. */
import { status } from "@grpc/grpc-js";
import type { CallContext } from "../actors/call/context.ts";
import { speakersOf } from "../actors/call/participants.ts";
import type { HelpFault } from "../contract/help-fault.ts";
import { type NoHelpCode, needsWords } from "../contract/no-help.ts";
import { type Speaker, speakersIn } from "../contract/speaker.ts";
import { isWordless } from "../contract/wordless.ts";

/** Of a speaker's participant while it lives: the code of its last failure, and whether recognition is down now; null for no failure. */
export type FailureOf = (speaker: Speaker) => { code: number; isDown: boolean } | null;

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
export function stoppingFaults({ helpFaults, worded }: CallContext): HelpFault[] {
  return helpFaults.filter(
    ({ code, stopsSuggestions }) => stopsSuggestions && (worded.length > 0 || !needsWords(code)),
  );
}

function conversationCause(
  { failure, conversationName }: CallContext,
  conversation: string,
): NoHelpCode | undefined {
  // One that was open, and could not be completed, has suggested what there was.
  if (failure === null || conversationName !== null) return undefined;
  if (conversation !== "failed" && conversation !== "opening") return undefined;
  return failure.code === "LIMIT_EXCEEDED" ? "QUOTA" : "CONVERSATION_REFUSED";
}

function recognitionCause(context: CallContext, failureOf: FailureOf): NoHelpCode | undefined {
  for (const speaker of speakersOf(context)) {
    const record = context.participants[speaker];
    const failure = failureOf(speaker);
    const code = (failure ?? record?.facts?.lastFailure)?.code;
    // Who was heard since the refusal is heard again, unless recognition is down.
    const isOver =
      context.worded.includes(speaker) && record?.outcome !== "failed" && failure?.isDown !== true;
    if (code === status.RESOURCE_EXHAUSTED && !isOver) return "QUOTA";
    if (record?.outcome === "failed") return "RECOGNITION_REFUSED";
  }
  return undefined;
}

/** Events of suggestions came, and nothing in them could be read. */
function unreadableCause({ helpFaults }: CallContext): NoHelpCode | undefined {
  return helpFaults.some(({ code }) => code === "FORMAT_NOT_JSON") ? "UNREADABLE_KIND" : undefined;
}

function wordsCause(context: CallContext): NoHelpCode | undefined {
  const { ledgers, legs, unknownSpeakers, unsentMs, worded } = context;
  const { nameless = 0, ambiguous = 0, tooMany = 0, noParticipants = 0 } = unknownSpeakers;
  if (nameless + ambiguous + tooMany + noParticipants > 0) return "NO_SPEAKER";
  const sounds = speakersIn(ledgers).flatMap((speaker) => {
    const ledger = ledgers[speaker];
    const hasWords = worded.includes(speaker);
    return ledger === undefined ? [] : [{ ledger, hasWords, unsentMs: unsentMs[speaker] ?? 0 }];
  });
  if (isWordless(sounds)) return "NO_WORDS";
  return legs.length === 0 ? "NO_AUDIO" : undefined;
}
