/** The kinds of entries of a call's log, by the names that logs, histories and bundles keep: Google's four. */
export type EntryKind = "said" | "suggestion" | "message" | "lifecycle" | "other";

export function kindOfEntry(kind: string): EntryKind {
  if (kind.includes("recognition-result")) return "said";
  if (kind.includes("assistant")) return "suggestion";
  if (kind.includes("new-message")) return "message";
  return kind.includes("lifecycle") ? "lifecycle" : "other";
}
