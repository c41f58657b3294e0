/** The recogniser a participant's chart commands, as XState logic. */
import { fromCallback } from "xstate";
import type { RecognizerCommand, RecognizerInput } from "../../actors/participant/recognizer.ts";
import type { RecognizerDeps } from "./recognizer-deps.ts";
import { RecognizerSession } from "./recognizer-session.ts";

/** Callback logic for the participant machine's `recognizer` actor. Stopping the actor cancels its stream. */
export function createRecognizerLogic(deps: RecognizerDeps) {
  return fromCallback<RecognizerCommand, RecognizerInput>(({ input, receive, sendBack }) => {
    const session = new RecognizerSession({ deps, input, report: sendBack });
    receive((command) => session.receive(command));
    return () => session.stop();
  });
}
