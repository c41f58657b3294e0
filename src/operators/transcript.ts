/** The words and suggestions of a call, from its delivery log: in full, or with their length only. */
import type { AssistEvent } from "../assist/event.ts";
import { textsOf } from "../assist/event-texts.ts";
import { eventOf } from "../assist/google/logged.ts";
import { roleOfVoice } from "../assist/google/voices.ts";
import { googleFormOf } from "../assist/google/write-event.ts";
import type { AssistDataType } from "../assist/google-notification.ts";
import type { Masked, Revealed } from "../contract/call-detail.ts";
import { type PerSpeaker, type Speaker, speakersIn } from "../contract/speaker.ts";
import type { DeliveryLog, LogEntry } from "../storage/port.ts";

type Entries = Revealed["entries"];

const LIFECYCLE: AssistDataType = "conversation-lifecycle-event";
const PAGE = 500;
/** A call's log is bounded itself; see the storage. */
const MAX_ENTRIES = 20_000;

/** `participantIds`: of the call's speakers, so that each entry with words names its speaker. */
export async function readRevealed(
  log: DeliveryLog,
  room: string,
  participantIds: PerSpeaker<string>,
): Promise<Revealed> {
  const speakers = new Map(speakersIn(participantIds).map((speaker) => [participantIds[speaker], speaker]));
  const entries: Entries = [];
  for (let after = 0; entries.length < MAX_ENTRIES; ) {
    const page = await log.readAfter(room, after, PAGE);
    entries.push(...page.map((entry) => revealedEntry(entry, eventOf(room, entry), speakers)));
    after = page.at(-1)?.sequence ?? after;
    if (page.length < PAGE) break;
  }
  return { entries };
}

/** The length of words, or of a suggestion's whole payload. */
export function mask({ entries }: Revealed): Masked {
  return {
    entries: entries.map(({ data, texts = [], ...entry }) => {
      const said = entry.kind === LIFECYCLE ? undefined : texts.find(({ title }) => title === "");
      return { ...entry, characters: said?.text.length ?? (JSON.stringify(data) ?? "").length };
    }),
  };
}

function revealedEntry(
  entry: LogEntry,
  event: AssistEvent,
  speakers: ReadonlyMap<string | undefined, Speaker>,
): Entries[number] {
  const words = "voice" in event ? event : undefined;
  const { payload } = googleFormOf(event);
  const role = words === undefined ? undefined : roleOfVoice(words.voice);
  const speaker = words?.speaker ?? speakers.get(words?.participantId);
  return {
    sequence: entry.sequence,
    kind: entry.dataType,
    publishTime: entry.publishTime,
    loggedAtMs: entry.loggedAtMs,
    ...(role === undefined ? {} : { role }),
    ...(speaker === undefined ? {} : { speaker }),
    ...(words === undefined || words.utteranceId === "" ? {} : { utteranceId: words.utteranceId }),
    texts: textsOf(event),
    // What cannot be parsed any more is still shown.
    data: Object.keys(payload).length === 0 ? entry.data : payload,
  };
}
