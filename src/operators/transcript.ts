/** What was said and suggested on a call, from its delivery log: with its words, or with their length only. */
import { asObject } from "../base/json.ts";
import type { Masked, Revealed } from "../contract/call-detail.ts";
import type { DeliveryLog, LogEntry } from "../storage/port.ts";

type Entries = Revealed["entries"];

const PAGE = 500;
/** A call's log is bounded itself; see the storage. */
const MAX_ENTRIES = 20_000;

export async function readRevealed(log: DeliveryLog, room: string): Promise<Revealed> {
  const entries: Entries = [];
  for (let after = 0; entries.length < MAX_ENTRIES; ) {
    const page = await log.readAfter(room, after, PAGE);
    entries.push(...page.map(revealedEntry));
    after = page.at(-1)?.sequence ?? after;
    if (page.length < PAGE) break;
  }
  return { entries };
}

export function mask({ entries }: Revealed): Masked {
  return { entries: entries.map(({ data, ...entry }) => ({ ...entry, characters: charactersOf(data) })) };
}

function revealedEntry(entry: LogEntry): Entries[number] {
  const data = parse(entry.data);
  const role = roleOf(entry, data);
  return {
    sequence: entry.sequence,
    kind: entry.dataType,
    publishTime: entry.publishTime,
    loggedAtMs: entry.loggedAtMs,
    ...(role === undefined ? {} : { role }),
    data,
  };
}

/** Logged texts were parsed once before; what cannot be parsed now is still shown. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Messages name the speaker's role in their payload, recognition results in an attribute (Dialogflow's notifications). */
function roleOf({ attributes }: LogEntry, data: unknown): string | undefined {
  const role = fieldOf(fieldOf(data, "newMessagePayload"), "participantRole") ?? attributes.participant_role;
  return typeof role === "string" && role !== "" ? role : undefined;
}

/** Of a transcript what was said, of a suggestion all of it. */
function charactersOf(data: unknown): number {
  const said =
    fieldOf(fieldOf(data, "newMessagePayload"), "content") ??
    fieldOf(fieldOf(data, "newRecognitionResultPayload"), "transcript");
  return typeof said === "string" ? said.length : (JSON.stringify(data) ?? "").length;
}

function fieldOf(value: unknown, name: string): unknown {
  return asObject(value)?.[name];
}
