/** Carries a recognition result everywhere it belongs: the stream, the events, the messages, the suggestions. */
import type { RecognitionResult } from "./listener/utterances.ts";
import { createParticipantMessage, toProtoMessage } from "./messages.ts";
import { FINAL_CONFIDENCE, INTERIM_STABILITY } from "./notifications.ts";
import type { StreamRecord } from "./record.ts";
import type { StreamDialect, StreamResponse } from "./services/stream-dialect.ts";
import type { SimulatorContext } from "./simulator-context.ts";
import { toProtoTime } from "./time-values.ts";
import type { Participant } from "./world.ts";

export interface ResultReporter {
  report(result: RecognitionResult): void;
  /** After a half-close: what was held back is said. */
  end(): void;
}

export interface ReporterManner {
  dialect: Pick<StreamDialect<never>, "recognition" | "answer">;
  /** All utterances of the stream become one message at its half-close, with their suggestions. */
  isStitched: boolean;
  send(response: StreamResponse): void;
}

export function createResultReporter(
  context: SimulatorContext,
  participant: Participant,
  stream: StreamRecord,
  { dialect, isStitched, send }: ReporterManner,
): ResultReporter {
  const { options, notifications, suggestions } = context;
  /** One id per utterance, shown with its interims and its final. */
  let messageId: string | undefined;
  /** Finals that wait for the half-close. */
  let held: { result: RecognitionResult; id: string; sentAtMs: number }[] = [];

  function reportFinal(result: RecognitionResult, id: string): void {
    stream.words.push(...result.words);
    if (result.utterance === undefined) participant.record.unknownSpeech.push(result.transcript);
    participant.record.words.push(...result.words.map(({ word }) => word));
    held.push({ result, id, sentAtMs: sendTimeOf(result) });
    if (!isStitched) sayHeld();
  }

  /**
   * For voice, send_time is when the utterance began (Message.send_time in v2beta1 participant.proto). Google says nothing
   * about audio that comes in a burst. What is done then is concluded from that: an utterance began no earlier than its
   * stream, nor than its speaker's one before. The panel shows messages in this order.
   */
  function sendTimeOf(result: RecognitionResult): number {
    const said = participant.conversation.messages.findLast((message) => message.participant === participant);
    const beganAtMs = options.clock.now() - (result.receivedMs - result.startMs);
    return Math.max(stream.openedAtMs, said?.sentAtMs ?? 0, beganAtMs);
  }

  function sayHeld(): void {
    const [first, ...others] = held;
    held = [];
    if (first === undefined) return;
    const all = [first, ...others].map(({ result }) => result);
    const content = all.map(({ transcript }) => transcript).join(" ");
    const message = createParticipantMessage(context, participant, content, first.sentAtMs, first.id);
    const results = all.flatMap(({ utterance, isWhole }) =>
      utterance !== undefined && isWhole ? suggestions.afterUtterance(utterance, message) : [],
    );
    for (const response of dialect.answer(toProtoMessage(message), results)) send(response);
  }

  function report(result: RecognitionResult): void {
    const isKnown = result.utterance !== undefined;
    // A final about unknown audio must not take the id of an utterance that is still being heard.
    const id = (isKnown ? messageId : undefined) ?? crypto.randomUUID();
    if (isKnown) messageId = id;
    send(
      dialect.recognition({
        messageType: "TRANSCRIPT",
        transcript: result.transcript,
        isFinal: result.isFinal,
        confidence: result.isFinal ? FINAL_CONFIDENCE : 0,
        stability: result.isFinal ? 0 : INTERIM_STABILITY,
        speechWordInfo: result.isFinal
          ? result.words.map(({ word, startMs, endMs }) => ({
              word,
              startOffset: toProtoTime(startMs),
              endOffset: toProtoTime(endMs),
              confidence: FINAL_CONFIDENCE,
            }))
          : [],
        speechEndOffset: toProtoTime(result.endMs),
        languageCode: options.languageCode.toLowerCase(),
      }),
    );
    notifications.recognition(participant, result, id);
    if (!result.isFinal) return;
    if (isKnown) messageId = undefined;
    reportFinal(result, id);
  }

  return { report, end: sayHeld };
}
