/** What an entry of the delivery log says, read from its payload without trusting its shape. */
import type { Revealed } from "../../../../contract/call-detail.ts";
import { listOf, recordOf, textOf } from "../../../shared/json.ts";

export type EntryKind = "said" | "suggestion" | "message" | "lifecycle" | "other";

export interface ReadEntry {
  /** What was said, or what is suggested, piece by piece. */
  texts: { title: string; text: string }[];
  /** The payload where nothing of it could be read. */
  json: string | null;
}

export function kindOfEntry(kind: string): EntryKind {
  if (kind.includes("recognition-result")) return "said";
  if (kind.includes("assistant")) return "suggestion";
  if (kind.includes("new-message")) return "message";
  return kind.includes("lifecycle") ? "lifecycle" : "other";
}

type Entry = Revealed["entries"][number];

export function readEntry(entry: Pick<Entry, "kind" | "data">): ReadEntry {
  const data = recordOf(typeof entry.data === "string" ? parsed(entry.data) : entry.data);
  const texts = textsOf(kindOfEntry(entry.kind), data).filter(({ text }) => text !== "");
  return { texts, json: texts.length > 0 ? null : JSON.stringify(data, null, 2) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: shown as it is.
    return { text };
  }
}

function textsOf(kind: EntryKind, data: Record<string, unknown>): ReadEntry["texts"] {
  switch (kind) {
    case "said": {
      const result = recordOf(data.newRecognitionResultPayload ?? data.recognitionResult ?? data);
      return [{ title: "", text: textOf(result.transcript) || textOf(recordOf(data.message).content) }];
    }
    case "message": {
      const message = recordOf(data.newMessagePayload ?? data.message ?? data);
      return [{ title: "", text: textOf(message.content) || textOf(recordOf(data.message).content) }];
    }
    case "suggestion":
      return listOf(data.suggestionResults).flatMap((result) => suggestionTexts(recordOf(result)));
    case "lifecycle":
      return [{ title: "", text: textOf(data.type).toLowerCase().replaceAll("_", " ") }];
    default:
      return [];
  }
}

/** Titles, replies, questions and answers, wherever the kinds of suggestion keep them. */
const TEXT_FIELDS: Readonly<Record<string, string>> = {
  reply: "Reply",
  title: "Article",
  question: "Question",
  answer: "Answer",
  queryText: "Query",
  answerText: "Answer",
  text: "Text",
  displayDetails: "Advice",
  agentActionSuggestion: "Advice",
  agentAction: "Advice",
  sampleResponse: "Reply",
  responseText: "Reply",
  summary: "Summary",
  value: "Summary",
};
const MOST_TEXTS = 24;
const DEEPEST = 8;

function suggestionTexts(result: Record<string, unknown>): ReadEntry["texts"] {
  const found: ReadEntry["texts"] = [];
  const error = textOf(recordOf(result.error).message);
  if (error !== "") found.push({ title: "Error", text: error });
  collect(result, found, 0);
  return found;
}

function collect(value: unknown, found: ReadEntry["texts"], depth: number): void {
  if (depth > DEEPEST || found.length >= MOST_TEXTS) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found, depth + 1);
    return;
  }
  for (const [field, inner] of Object.entries(recordOf(value))) {
    const title = TEXT_FIELDS[field];
    if (typeof inner === "string") {
      if (title !== undefined && found.length < MOST_TEXTS) found.push({ title, text: inner.trim() });
    } else collect(inner, found, depth + 1);
  }
}
