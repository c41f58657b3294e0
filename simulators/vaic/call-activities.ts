/** The activities a simulated call is told with, in Bot API form. */
import type { SampleSpeaker } from "../../samples/sample.ts";
import type { VaicActivity, VaicParticipant } from "./activity.ts";
import type { TimelineStep } from "./timeline.ts";

/** What the start event depends on. */
export interface StartFacts {
  conversationId: string;
  agentConnected?: boolean;
  isOutbound?: boolean;
}

const CALLER = { uriUser: "+15550100", uriHost: "sbc.example.net", displayName: "Dana" };
const CALLEE = { uriUser: "agent7", uriHost: "sbc.example.net" };

/** Both parties, the customer first, under the ids the SBC gave them. */
export function participantsOf(
  participantOf: Record<SampleSpeaker, string>,
  agentUser = CALLEE.uriUser,
): VaicParticipant[] {
  return [
    { participant: participantOf.customer, ...CALLER },
    { participant: participantOf.agent, ...CALLEE, uriUser: agentUser },
  ];
}

function stamp(): { id: string; timestamp: string } {
  return { id: crypto.randomUUID(), timestamp: new Date().toISOString() };
}

export function startActivity(options: StartFacts, participants: VaicParticipant[]): VaicActivity {
  return {
    ...stamp(),
    type: "event",
    name: "start",
    language: "en-US",
    parameters: {
      vaigConversationId: options.conversationId,
      caller: CALLER.uriUser,
      callerHost: CALLER.uriHost,
      callerDisplayName: CALLER.displayName,
      callee: CALLEE.uriUser,
      calleeHost: CALLEE.uriHost,
      participants,
      ...(options.agentConnected === undefined ? {} : { agentConnected: options.agentConnected }),
      ...(options.isOutbound === true ? { outboundTarget: `tel:${CALLEE.uriUser}` } : {}),
    },
  };
}

export function agentActivity(connected: boolean): VaicActivity {
  const value = { connected, agentId: "agent7", metadataToBot: { queue: "cards" } };
  return { ...stamp(), type: "event", name: "agentConnected", value };
}

export function hypothesisActivity(text: string, participant: string): VaicActivity {
  const value = { text, stability: 0.8, participant };
  return { ...stamp(), type: "event", name: "speechHypothesis", language: "en-US", value };
}

export function textActivity(
  step: TimelineStep & { type: "text" },
  participant: string,
  participantUriUser: string,
): VaicActivity {
  const { text, words } = step;
  const parameters = { participant, participantUriUser, confidence: 0.93, words };
  return { ...stamp(), type: "message", text, language: "en-US", parameters };
}
