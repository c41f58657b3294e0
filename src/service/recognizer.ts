/** The recogniser that a participant's chart commands, made of those of the transports. */
import { fromCallback } from "xstate";
import type { RecognizerCommand, RecognizerInput } from "../actors/participant/recognizer.ts";
import type { RecognitionDesk } from "../transports/audiocodes/recognition-desk.ts";
import { recognizeByText, switchAround } from "../transports/audiocodes/recognizer.ts";
import type { Dialogflow } from "../transports/dialogflow/dialogflow.ts";

/**
 * Callback logic for the participant machine's `recognizer` actor; stopping the actor cancels its stream. A speaker whose
 * words come as text has them recognised elsewhere; VoiceAI Connect streams the audio of some others itself.
 */
export function createRecognizer(dialogflow: Pick<Dialogflow, "recognize">, desk: RecognitionDesk) {
  return fromCallback<RecognizerCommand, RecognizerInput>(({ input, receive, sendBack }) => {
    const isText = input.medium === "text";
    const audio = isText ? undefined : dialogflow.recognize(input, sendBack);
    const work = audio ? switchAround(desk, input, audio) : recognizeByText(desk, input, sendBack);
    receive((command) => work.receive(command));
    return () => work.stop();
  });
}
