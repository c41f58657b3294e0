/** Carries a recognition result everywhere it belongs: the stream, the events, the messages, the suggestions. */
import type { RecognitionResult } from "./listener/utterances.ts";
import { createParticipantMessage, toProtoMessage } from "./messages.ts";
import { FINAL_CONFIDENCE, INTERIM_STABILITY } from "./notifications.ts";
import type { StreamRecord } from "./record.ts";
import type { SimulatorContext } from "./simulator-context.ts";
import { toProtoTime } from "./time-values.ts";
import type { Participant } from "./world.ts";

/** `send` takes a BidiStreamingAnalyzeContentResponse. */
export function createResultReporter(
  context: SimulatorContext,
  participant: Participant,
  stream: StreamRecord,
  send: (response: Record<string, unknown>) => void,
): (result: RecognitionResult) => void {
  const { options, notifications, suggestions } = context;
  /** One id per utterance, shown with its interims and its final. */
  let messageId: string | undefined;

  function reportFinal(result: RecognitionResult, id: string): void {
    stream.words.push(...result.words);
    if (result.utterance === undefined) participant.record.unknownSpeech.push(result.transcript);
    participant.record.words.push(...result.words.map(({ word }) => word));
    const now = options.clock.now();
    // For voice, send_time is when the utterance began (Message.send_time in v2beta1 participant.proto). Google says nothing
    // about audio that comes in a burst. What is done then is concluded from that: an utterance began no earlier than its
    // stream, nor than its speaker's one before. The panel shows messages in this order.
    const said = participant.conversation.messages.findLast((message) => message.participant === participant);
    const beganAtMs = now - (result.receivedMs - result.startMs);
    const sentAtMs = Math.max(stream.openedAtMs, said?.sentAtMs ?? 0, beganAtMs);
    const message = createParticipantMessage(context, participant, result.transcript, sentAtMs, id);
    const results =
      result.utterance !== undefined && result.isWhole
        ? suggestions.afterUtterance(result.utterance, message)
        : [];
    send({
      analyzeContentResponse: { message: toProtoMessage(message), humanAgentSuggestionResults: results },
    });
  }

  return (result) => {
    const isKnown = result.utterance !== undefined;
    // A final about unknown audio must not take the id of an utterance that is still being heard.
    const id = (isKnown ? messageId : undefined) ?? crypto.randomUUID();
    if (isKnown) messageId = id;
    send({
      recognitionResult: {
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
      },
    });
    notifications.recognition(participant, result, id);
    if (!result.isFinal) return;
    if (isKnown) messageId = undefined;
    reportFinal(result, id);
  };
}
