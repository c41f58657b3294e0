/** google.cloud.dialogflow.v2beta1.ConversationProfiles: the one profile, read only. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { TopicKind } from "../options.ts";
import { parseName } from "../resource-names.ts";
import { notFound, unary } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";

export function createProfilesService({
  options,
  profileName,
}: SimulatorContext): UntypedServiceImplementation {
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
      parseName(request.name, "conversationProfiles");
      if (request.name !== profileName) throw notFound(`ConversationProfile '${request.name}'`);
      return profile;
    }),
    listConversationProfiles: unary(() => ({ conversationProfiles: [profile], nextPageToken: "" })),
  };
}
