/** What VoiceAI Connect says of who is on the line: its participants, the call's two ends, and what agents' applications bring. */
import { type CallFacts, factsForAgents } from "../../contract/call-facts.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import { type SpeakerRole, speakerRoleOf } from "../../contract/speaker.ts";
import type { AgentConnectedActivity, StartActivity } from "./activity.ts";
import type { ConversationParts } from "./conversation-parts.ts";
import type { ParticipantList } from "./participants.ts";

/** Of metadataToBot, whose form is the application's own (Agent Assist applications, getAgentAssist). */
const METADATA_FACTS = ["queue", "campaign", "skill"] as const;

/** `list`: who takes part by now. A name is one that has a letter: a number is never shown as a name. */
export function factsOfStart(
  { participants, caller, callee, isOutbound }: StartActivity,
  list: Pick<ParticipantList, "find">,
): CallFacts {
  const inRole = (role: SpeakerRole) =>
    participants.find(({ participant }) => {
      const found = list.find({ participant });
      return found !== undefined && found !== "several" && speakerRoleOf(found.speaker) === role;
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

/** Tells the call who is on the line, as far as agents may see it; before there is a call it is remembered. */
export class Description {
  readonly #parts: Pick<ConversationParts, "directory" | "settings">;
  readonly #ref: CallRef;
  #facts: CallFacts = {};

  readonly #earlier: () => readonly Promise<unknown>[] | null;

  /** `earlier`: events that come before; null while there is no call. One that was not taken is described to nobody. */
  constructor(
    parts: Pick<ConversationParts, "directory" | "settings">,
    ref: CallRef,
    earlier: () => readonly Promise<unknown>[] | null,
  ) {
    this.#parts = parts;
    this.#ref = ref;
    this.#earlier = earlier;
  }

  add(told: CallFacts): void {
    const { directory, settings } = this.#parts;
    this.#facts = { ...this.#facts, ...factsForAgents(told, settings.numbers) };
    const facts = this.#facts;
    const earlier = this.#earlier();
    if (earlier === null || Object.keys(facts).length === 0) return;
    this.#facts = {};
    void Promise.allSettled(earlier).then(() =>
      directory.sendTo(this.#ref.callKey, { type: "call.described", facts }),
    );
  }
}
