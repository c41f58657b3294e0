/** The recogniser of a participant whose carrier recognises or streams speech only on request. */
import type { RecognizerFact, RecognizerInput, RecognizerWork } from "../../actors/participant/recognizer.ts";
import type { RecognitionDesk } from "./recognition-desk.ts";

/**
 * For words that come as text. open: the carrier is to recognise, and the stream counts as opened. halfClose: it is to stop,
 * and drained once every text of the speaker has reached Dialogflow. There is no stream that could be cut or fail.
 */
export function recognizeByText(
  desk: Pick<RecognitionDesk, "of">,
  input: RecognizerInput,
  report: (fact: RecognizerFact) => void,
): RecognizerWork {
  const { callKey, speaker } = input;
  let stream = 0;
  let isStopped = false;

  async function drain(drained: number): Promise<void> {
    await desk.of(callKey)?.flushed(speaker);
    if (!isStopped) report({ type: "stream.drained", stream: drained });
  }

  return {
    receive(command) {
      switch (command.type) {
        case "recognizer.open":
        case "recognizer.cut":
          stream += 1;
          desk.of(callKey)?.start(speaker);
          report({ type: "stream.opened", stream, fromMs: 0 });
          return;
        case "recognizer.halfClose":
          desk.of(callKey)?.stop(speaker);
          void drain(stream);
          return;
        case "recognizer.notePublished":
          return;
      }
    },
    stop() {
      isStopped = true;
      desk.of(callKey)?.stop(speaker);
    },
  };
}

/** Around a recogniser of audio: its carrier (VoiceAI Connect) streams a participant's audio between start and stop alone. */
export function switchAround(
  desk: Pick<RecognitionDesk, "of">,
  { callKey, speaker }: RecognizerInput,
  inner: RecognizerWork,
): RecognizerWork {
  return {
    receive(command) {
      if (command.type === "recognizer.open") desk.of(callKey)?.start(speaker);
      if (command.type === "recognizer.halfClose") desk.of(callKey)?.stop(speaker);
      inner.receive(command);
    },
    stop() {
      desk.of(callKey)?.stop(speaker);
      inner.stop();
    },
  };
}
