/** Reading a call's participant records in a fixed order. */
import { SPEAKERS, type Speaker } from "../../contract/speaker.ts";
import type { CallContext } from "./context.ts";

/** Speakers the call has or had a participant for, agent first. */
export function speakersOf(context: Pick<CallContext, "participants">): Speaker[] {
  return SPEAKERS.filter((speaker) => context.participants[speaker] !== undefined);
}
