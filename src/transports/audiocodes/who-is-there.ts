/** What VoiceAI Connect says of who is on the line: its participants, the call's two ends, and what agents' applications bring. */
import type { CallFacts } from "../../contract/call-facts.ts";
import { type Speaker, type SpeakerRole, speakerRoleOf } from "../../contract/speaker.ts";
import type { AgentConnectedActivity, StartActivity } from "./activity.ts";

/** Of metadataToBot, whose form is the application's own (Agent Assist applications, getAgentAssist). */
const METADATA_FACTS = ["queue", "campaign", "skill"] as const;

/** `speakerOf`: the speaker that a participant is. A name is one that has a letter: a number is never shown as a name. */
export function factsOfStart(
  { participants, caller, callee, isOutbound }: StartActivity,
  speakerOf: (participant: string) => Speaker | undefined,
): CallFacts {
  const inRole = (role: SpeakerRole) =>
    participants.find(({ participant }) => {
      const speaker = speakerOf(participant);
      return speaker !== undefined && speakerRoleOf(speaker) === role;
    });
  const agent = inRole("agent");
  const number = inRole("customer")?.uriUser ?? (isOutbound ? callee : caller).user;
  const name = [agent?.displayName, agent?.uriUser].find((text) => /\p{L}/u.test(text ?? ""));
  return { ...(number === undefined ? {} : { number }), ...(name === undefined ? {} : { agent: name }) };
}

export function factsOfApplication({ metadata }: AgentConnectedActivity): CallFacts {
  const facts: CallFacts = {};
  for (const [key, value] of Object.entries(metadata)) {
    const name = METADATA_FACTS.find((known) => known === key.trim().toLowerCase());
    if (name === undefined || !["string", "number"].includes(typeof value)) continue;
    facts[name] = String(value);
  }
  return facts;
}
