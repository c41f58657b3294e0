/** The question before a call is erased, and the answer afterwards. Pure. */
import type { ErasedCall } from "../../../../contract/operations.ts";
import type { Question } from "../../parts/confirm-dialog.ts";

/** Typed by hand: what is erased does not come back. */
export const ERASE_QUESTION: Question = {
  title: "Erase everything kept of this call?",
  text: "Its history, transcript, suggestions, conversation name and jobs are deleted here and cannot be brought back. What Google, recipients of the webhook, logs and backups hold is not reached. Your name is written to the audit, the call only under a pseudonym.",
  confirm: "Erase call",
  isDanger: true,
  word: "erase",
};

export function erasedWords({ lines, events, names, jobs, audit }: ErasedCall): string {
  return `Lines of history: ${lines}. Events for desktops: ${events}. Conversation names: ${names}. Jobs: ${jobs}. Entries of the audit that name it by a pseudonym now: ${audit}.`;
}
