/** The question before words are shown, since each look is in the audit. */
import type { CallActions } from "./actions/call-actions.ts";

/** `actions` has the dialog, and says what went wrong. */
export async function askToReveal(actions: CallActions | null, reveal: () => Promise<void>): Promise<void> {
  const dialog = actions?.renderRoot.querySelector("confirm-dialog");
  const answer = await dialog?.ask({
    title: "Reveal what was said?",
    text: "You will see the words of caller and agent, and the suggestions. Your name, the call and the time are written to the audit.",
    confirm: "Reveal words",
  });
  if (answer === undefined) return;
  try {
    await reveal();
  } catch (caught) {
    const why = caught instanceof Error ? caught.message : String(caught);
    actions?.say(`The words could not be fetched: ${why}`, true);
  }
}
