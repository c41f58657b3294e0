/** The question before a supervisor reads a live call along. */
import type { Question } from "../../parts/confirm-dialog.ts";

export const SUPERVISE_QUESTION: Question = {
  title: "Read this call along?",
  text: "A new tab shows the agent's page as the agent sees it, with all words of the call from its beginning. Nothing can be done there, and the agent's page does not show you. Your name, the call and the time are written to the audit and into the call's history.",
  confirm: "Read along",
};
