/** Names at Dialogflow: all come from the conversation profile's name, so that everything stays in its location. */
import { SidetoneError } from "../../base/errors.ts";

export interface ProfileName {
  /** As given. */
  name: string;
  projectId: string;
  /** "global" where the name has no location. */
  location: string;
  /** What conversations are created under: projects/P or projects/P/locations/L, as in the profile's name. */
  parent: string;
}

const PROFILE_NAME = /^(projects\/([^/]+)(?:\/locations\/([^/]+))?)\/conversationProfiles\/[^/]+$/;

/** Conversation ids: a letter first, 3 to 64 characters (CreateConversationRequest.conversation_id). */
const CONVERSATION_ID = /^[a-zA-Z][a-zA-Z0-9_-]{2,63}$/;

/** Fails with CONFIG_INVALID if the name is not a conversation profile's. */
export function parseProfileName(name: string): ProfileName {
  const match = PROFILE_NAME.exec(name);
  const [, parent, projectId, location = "global"] = match ?? [];
  if (parent === undefined || projectId === undefined) {
    throw new SidetoneError(
      "CONFIG_INVALID",
      "a conversation profile name looks like projects/P/locations/L/conversationProfiles/X",
    );
  }
  return { name, projectId, location, parent };
}

/** Full conversation name. Fails with PROTOCOL_VIOLATION if Dialogflow would refuse the id. */
export function conversationNameOf(profile: ProfileName, conversationId: string): string {
  if (!CONVERSATION_ID.test(conversationId)) {
    throw new SidetoneError("PROTOCOL_VIOLATION", "this cannot be a conversation id at Dialogflow");
  }
  return `${profile.parent}/conversations/${conversationId}`;
}
