/** google.cloud.dialogflow.v2beta1.ConversationProfiles: the one profile, read only. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { TopicKind } from "../options.ts";
import { keyOf, parseName } from "../resource-names.ts";
import { notFound, permissionDenied, unary } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";

const GET = "dialogflow.conversationProfiles.get";

/** Throws NOT_FOUND unless the name is that of the one profile; projects/P means the global location. */
export function requireKnownProfile({ profileName }: SimulatorContext, name: string): void {
  const keyOfProfile = (given: string) => {
    const parsed = parseName(given, "conversationProfiles");
    return keyOf(parsed, parsed.ids.conversationProfiles ?? "");
  };
  if (keyOfProfile(name) !== keyOfProfile(profileName)) throw notFound(`ConversationProfile '${name}'`);
}

export function createProfilesService(context: SimulatorContext): UntypedServiceImplementation {
  const { options, profileName, setup } = context;
  const notification = (kind: TopicKind) => {
    const topic = setup.topics[kind];
    if (topic === undefined) return null;
    // An unset format reads as its default, MESSAGE_FORMAT_UNSPECIFIED, which means PROTO.
    const format = setup.formats[kind] === "JSON" ? "JSON" : "MESSAGE_FORMAT_UNSPECIFIED";
    return { topic: `projects/${options.project}/topics/${topic}`, messageFormat: format };
  };
  const profile = () => ({
    name: profileName,
    displayName: "Simulated Agent Assist",
    useBidiStreaming: true,
    languageCode: options.languageCode,
    humanAgentAssistantConfig: {
      notificationConfig: notification("suggestions"),
      humanAgentSuggestionConfig: {
        featureConfigs: setup.features.map(({ type, isEventBased }) => ({
          suggestionFeature: { type },
          enableEventBasedSuggestion: isEventBased,
        })),
        generators: setup.generators.map(
          (id) => `projects/${options.project}/locations/${options.location}/generators/${id}`,
        ),
      },
    },
    notificationConfig: notification("lifecycle"),
    newMessageEventNotificationConfig: notification("messages"),
    newRecognitionResultNotificationConfig: notification("transcripts"),
    sttConfig: { audioEncoding: "AUDIO_ENCODING_LINEAR_16", sampleRateHertz: 8000 },
  });
  return {
    getConversationProfile: unary((request: { name: string }) => {
      if (setup.denied.has(GET)) throw permissionDenied(GET, request.name);
      requireKnownProfile(context, request.name);
      return profile();
    }),
    listConversationProfiles: unary(() => ({ conversationProfiles: [profile()], nextPageToken: "" })),
  };
}
