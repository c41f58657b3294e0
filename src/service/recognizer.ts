/** The recogniser that a participant's chart commands, made of those of the transports. */
import type { BeginRecognizer } from "../actors/participant/recognizer.ts";
import type { RecognitionDesk } from "../transports/audiocodes/recognition-desk.ts";
import { recognizeByText, switchAround } from "../transports/audiocodes/recognizer.ts";
import type { Dialogflow } from "../transports/dialogflow/dialogflow.ts";

/**
 * A speaker whose words come as text has them recognised elsewhere; VoiceAI Connect streams the audio of some others
 * itself. Stopping the work cancels its stream.
 */
export function recognizerOf(
  dialogflow: Pick<Dialogflow, "recognize">,
  desk: RecognitionDesk,
): BeginRecognizer {
  return (input, report) => {
    if (input.medium === "text") return recognizeByText(desk, input, report);
    return switchAround(desk, input, dialogflow.recognize(input, report));
  };
}
