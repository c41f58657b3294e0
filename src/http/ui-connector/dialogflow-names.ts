/** Names at Dialogflow as desktops write them: parsed, checked by project and location, and never used unchanged. */
import { isId } from "../../base/text-safety.ts";

/** projects/P[/locations/L]/conversations/C; `location` is null if the name has none. */
export interface ConversationName {
  project: string;
  location: string | null;
  id: string;
}

const CONVERSATION = /^projects\/([^/\s]+)(?:\/locations\/([^/\s]+))?\/conversations\/([^/\s]+)$/;
/** The same with more after it: a message, a participant. */
const RESOURCE = /^projects\/([^/\s]+)(?:\/locations\/([^/\s]+))?\/([A-Za-z]+)\/([^/\s]+)(?:\/\S*)?$/;
const ANSWER_RECORD = /^projects\/([^/\s]+)(?:\/locations\/([^/\s]+))?\/answerRecords\/([^/\s]+)$/;

/** Longest name read; Dialogflow's own are below 300 characters. */
const MAX_NAME_CHARACTERS = 512;

export function parseConversationName(name: unknown): ConversationName | null {
  if (typeof name !== "string" || !isId(name, MAX_NAME_CHARACTERS)) return null;
  const [, project, location, id] = CONVERSATION.exec(name) ?? [];
  return project === undefined || id === undefined ? null : { project, location: location ?? null, id };
}

export interface NamedResource extends ConversationName {
  /** For example conversations or conversationProfiles. */
  collection: string;
}

/** Takes the beginning of any resource name apart; null for other text. */
export function parseResourceName(text: string): NamedResource | null {
  if (!isId(text, MAX_NAME_CHARACTERS)) return null;
  const [, project, location, collection, id] = RESOURCE.exec(text) ?? [];
  if (project === undefined || collection === undefined || id === undefined) return null;
  return { project, location: location ?? null, collection, id };
}

/** Which names this server speaks for. */
export interface NameRules {
  project: string;
  /** The conversation profile's; also that of names without a location. */
  homeLocation: string;
  /** Locations desktops may ask about, the home location included. */
  locations: ReadonlySet<string>;
}

/** True if this connector serves the project and location. */
export function isServed(
  rules: NameRules,
  { project, location }: Pick<ConversationName, "project" | "location">,
): boolean {
  return project === rules.project && rules.locations.has(location ?? rules.homeLocation);
}

/** True if the list names this conversation; null names them all. Both forms of a home name are the same. */
export function covers(
  rules: NameRules,
  conversations: readonly string[] | null,
  wanted: ConversationName,
): boolean {
  if (conversations === null) return true;
  const wantedLocation = wanted.location ?? rules.homeLocation;
  return conversations.some((name) => {
    const own = parseConversationName(name);
    if (own === null || own.project !== wanted.project || own.id !== wanted.id) return false;
    return (own.location ?? rules.homeLocation) === wantedLocation;
  });
}

/** One key for each answer record, whichever form its name has; null for another name. No location means global. */
export function answerRecordKey(name: string): string | null {
  if (name.length > MAX_NAME_CHARACTERS) return null;
  const [, project, location, id] = ANSWER_RECORD.exec(name) ?? [];
  return project === undefined || id === undefined ? null : `${project} ${location ?? "global"} ${id}`;
}
