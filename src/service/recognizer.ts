/** The recogniser that a participant's chart commands, made of those of the transports. */
import type { BeginRecognizer } from "../actors/participant/recognizer.ts";
import type { AssistConversations } from "../assist/provider.ts";
import type { RecognitionDesk } from "../transports/speech-switch/recognition-desk.ts";
import { recognizeByText, switchAround } from "../transports/speech-switch/recognizer.ts";

/**
 * A speaker whose words come as text has them recognised elsewhere; the audio of some others is streamed only while it is
 * wanted. Stopping the work cancels its stream.
 */
export function recognizerOf(
  conversations: Pick<AssistConversations, "recognize">,
  desk: RecognitionDesk,
): BeginRecognizer {
  return (input, report) => {
    if (input.medium === "text") return recognizeByText(desk, input, report);
    return switchAround(desk, input, conversations.recognize(input, report));
  };
}
