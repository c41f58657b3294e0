/** google.cloud.dialogflow.v2beta1.ConversationProfiles: the one profile, read only. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { TopicKind } from "../options.ts";
import { keyOf, parseName } from "../resource-names.ts";
import { notFound, unary } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";

/** Throws NOT_FOUND unless the name is that of the one profile; projects/P means the global location. */
export function requireKnownProfile({ profileName }: SimulatorContext, name: string): void {
  const keyOfProfile = (given: string) => {
    const parsed = parseName(given, "conversationProfiles");
    return keyOf(parsed, parsed.ids.conversationProfiles ?? "");
  };
  if (keyOfProfile(name) !== keyOfProfile(profileName)) throw notFound(`ConversationProfile '${name}'`);
}

export function createProfilesService(context: SimulatorContext): UntypedServiceImplementation {
  const { options, profileName } = context;
  const notification = (kind: TopicKind) => ({
    topic: `projects/${options.project}/topics/${options.topics[kind]}`,
    messageFormat: "JSON",
  });
  const profile = {
    name: profileName,
    displayName: "Simulated Agent Assist",
    useBidiStreaming: true,
    languageCode: options.languageCode,
    humanAgentAssistantConfig: { notificationConfig: notification("suggestions") },
    notificationConfig: notification("lifecycle"),
    newMessageEventNotificationConfig: notification("messages"),
    newRecognitionResultNotificationConfig: notification("transcripts"),
    sttConfig: { audioEncoding: "AUDIO_ENCODING_LINEAR_16", sampleRateHertz: 8000 },
  };
  return {
    getConversationProfile: unary((request: { name: string }) => {
      requireKnownProfile(context, request.name);
      return profile;
    }),
    listConversationProfiles: unary(() => ({ conversationProfiles: [profile], nextPageToken: "" })),
  };
}
