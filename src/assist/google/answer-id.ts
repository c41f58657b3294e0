/** Ids of events that Sidetone made of Dialogflow's answers; Pub/Sub's own are numbers. */
import type { AssistEvent } from "../event.ts";

export const ANSWER_ID_PREFIX = "answer-";

export function cameInAnswer({ id }: Pick<AssistEvent, "id">): boolean {
  return id.startsWith(ANSWER_ID_PREFIX);
}
