/** What became of a copy, and its word on the control. */
import { t } from "../language/t.ts";

/** The control that copied last, and how it went. */
export interface CopyResult {
  key: string;
  outcome: CopyOutcome;
}

/** Inserted: by the page around, where the agent types. */
export type CopyOutcome = "copied" | "inserted" | "failed";

export function outcomeWords(outcome: CopyOutcome | undefined): string {
  switch (outcome) {
    case undefined:
      return t("copy.copy");
    case "copied":
      return t("copy.copied");
    case "inserted":
      return t("copy.inserted");
    case "failed":
      return t("copy.notCopied");
  }
}

/** Takes the key of a copying control apart: its card, r, s or p for a reply, a sentence or a section, and its place. */
export function placeOfKey(key: string): { cardId: string; part: string; index: number } {
  const at = key.lastIndexOf("/");
  const [, part = "all", index = ""] = /^([rsp])(\d+)$/.exec(key.slice(at + 1)) ?? [];
  return { cardId: key.slice(0, at), part, index: Number(index) };
}
