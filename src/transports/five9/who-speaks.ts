/**
 * Which speaker of a call a stream brings. A stream's identity is call, leg and agent (`vcc_call_id`, `call_leg`, `agent_id`
 * of StreamingConfig, voice.proto). Nothing public says what Five9 streams in a conference or a consult, so a second agent's
 * stream beside the first's is taken as well as one in its place.
 */
import { nextSpeaker, type Speaker, type SpeakerRole, speakerRoleOf } from "../../contract/speaker.ts";

/** A stream of the call, open or over. */
export interface KnownStream {
  speaker: Speaker;
  /** Empty if Five9 gave none. */
  agentId: string;
}

/** One that the call knows, whichever instance has it. */
export interface CallStream extends KnownStream {
  legId: string;
  isOpen: boolean;
  standsBy: boolean;
  subscriptionId: string;
}

/**
 * `known`: the call's streams, oldest first. `isHeard`: whether a stream brings this speaker's audio now, or is silent with
 * good reason. The same agent continues as the same speaker, and so does another one in the place of a stream that is over
 * or silent (a transfer). An agent beside one who is heard is a further speaker. The customer is one, whichever agent hears them.
 */
export function speakerOfStream(
  { role, agentId }: { role: SpeakerRole; agentId: string },
  known: readonly KnownStream[],
  isHeard: (speaker: Speaker) => boolean,
): Speaker {
  if (role === "customer") return role;
  const agents = new Map<Speaker, string>();
  for (const stream of known) {
    if (speakerRoleOf(stream.speaker) === role) agents.set(stream.speaker, stream.agentId);
  }
  const speakers = [...agents.keys()];
  const same = speakers.find((speaker) => agents.get(speaker) === agentId);
  const vacant = speakers.find((speaker) => !isHeard(speaker));
  // Without a name nobody can be told from anybody.
  const nameless = speakers.find((speaker) => agentId === "" || agents.get(speaker) === "");
  return same ?? vacant ?? nameless ?? nextSpeaker(role, speakers);
}
