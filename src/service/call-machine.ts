/** The call chart with its needs from the provider that holds conversations: conversation, completion and the recogniser. */
import { fromPromise } from "xstate";
import { callMachine } from "../actors/call/machine.ts";
import { participantMachine } from "../actors/participant/machine.ts";
import type { BeginRecognizer } from "../actors/participant/recognizer.ts";
import type { AssistConversations } from "../assist/provider.ts";
import { localRecognizers } from "../calls/recognizer-host.ts";
import { linkedRecognizer, type RecognizerLink } from "../calls/recognizer-link.ts";
import type { RecognitionDesk } from "../transports/speech-switch/recognition-desk.ts";
import { recognizerOf } from "./recognizer.ts";

/** Where charts and audio are on several instances, their recognisers are linked otherwise. */
export type LinkRecognizers = (begin: BeginRecognizer) => RecognizerLink;

/** `desk`: where recognisers find the conversations of VoiceAI Connect. */
export function callMachineFor(
  conversations: Pick<AssistConversations, "open" | "complete" | "recognize">,
  desk: RecognitionDesk,
  fleet: { link: LinkRecognizers } = { link: localRecognizers },
): typeof callMachine {
  const recognizer = linkedRecognizer(fleet.link(recognizerOf(conversations, desk)));
  return callMachine.provide({
    actors: {
      participant: participantMachine.provide({ actors: { recognizer } }),
      openConversation: fromPromise<{ conversationName: string }, { conversationId: string }>(
        async ({ input: { conversationId }, signal }) => {
          const { name } = await conversations.open({ conversationId, signal });
          return { conversationName: name };
        },
      ),
      completeConversation: fromPromise<void, { conversationName: string }>(({ input, signal }) =>
        conversations.complete({ name: input.conversationName, signal }),
      ),
    },
  });
}
