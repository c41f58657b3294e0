/** The text of an entry of the delivery log. */
import { type TitledText, textsOf } from "../../../../assist/event-texts.ts";
import { eventOf } from "../../../../assist/google/logged.ts";
import type { Revealed } from "../../../../contract/call-detail.ts";

export interface ReadEntry {
  /** What was said, or what is suggested, piece by piece. */
  texts: readonly TitledText[];
  /** The payload where nothing of it could be read. */
  json: string | null;
}

type Entry = Revealed["entries"][number];

export function readEntry(entry: Pick<Entry, "kind" | "data" | "texts">): ReadEntry {
  const texts = entry.texts ?? textsOfFormer(entry);
  return { texts, json: texts.length > 0 ? null : JSON.stringify(entry.data, null, 2) };
}

/** A bundle of an older version has the payload only. */
function textsOfFormer({ kind, data }: Pick<Entry, "kind" | "data">): TitledText[] {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  const entry = { dataType: kind, data: text, messageId: "", publishTime: "", attributes: {} };
  return textsOf(eventOf("", entry));
}
