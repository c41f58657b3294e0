/** Single keys for the whole page, while no field has the keyboard. */

import { keyIntent } from "../keys.ts";
import type { Pane } from "./pane-tabs.ts";

/** What keys do; each brings what it means into sight. */
export interface ShortcutActions {
  isOn(): boolean;
  copyReply(index: number): void;
  showPane(pane: Pane): void;
  ask(): void;
  filter(): void;
  undismiss(): void;
  find(): void;
  help(): void;
}

/** Returns the function that stops listening. */
export function listenForShortcuts(actions: ShortcutActions): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (!actions.isOn()) return;
    const intent = keyIntent(event);
    if (intent === undefined) return;
    event.preventDefault();
    if (intent.type === "copyReply") actions.copyReply(intent.index);
    else if (intent.type === "showPane") actions.showPane(intent.pane);
    else actions[intent.type]();
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
