/** The kinds of entries of a call's log, by the names that logs, histories and bundles keep: Google's four, and Sidetone's translation. */
export type EntryKind = "said" | "suggestion" | "message" | "lifecycle" | "translation" | "other";

export function kindOfEntry(kind: string): EntryKind {
  if (kind.includes("recognition-result")) return "said";
  if (kind.includes("assistant")) return "suggestion";
  if (kind.includes("new-message")) return "message";
  if (kind.includes("translation")) return "translation";
  return kind.includes("lifecycle") ? "lifecycle" : "other";
}
