/**
 * A speaker's rest that is over within moments changes nothing. A hold and its end come together where both waited for the
 * call's next owner, and a stream that was half-closed for them would cut the word that is being said.
 */
import type {
  BeginRecognizer,
  RecognizerFact,
  RecognizerInput,
  RecognizerWork,
} from "../../actors/participant/recognizer.ts";
import type { Clock } from "../../base/clock.ts";

/** Messages that waited together come within a few milliseconds, also on a busy machine; nobody holds a call for so short. */
const REST_DELAY_MS = 100;

/** A half-close for a rest waits, unless another command or the end of the stream takes its place. */
export function delayRests(begin: BeginRecognizer, clock: Clock): BeginRecognizer {
  return (input: RecognizerInput, report: (fact: RecognizerFact) => void): RecognizerWork => {
    let timer: unknown;
    const takeBack = () => clock.clearTimeout(timer);
    const work = begin(input, (fact) => {
      // The chart opens the next one, and half-closes that.
      if (fact.type === "stream.failed") takeBack();
      report(fact);
    });
    return {
      receive(command) {
        if (command.type !== "recognizer.notePublished") takeBack();
        const isRest = command.type === "recognizer.halfClose" && command.isRest === true;
        if (isRest) timer = clock.setTimeout(() => work.receive(command), REST_DELAY_MS);
        else work.receive(command);
      },
      stop() {
        takeBack();
        work.stop();
      },
    };
  };
}
