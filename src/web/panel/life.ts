/** Which life of its call's id the page shows: see docs/decisions/0018-a-page-stays-with-its-call.md. */
import { recordOf, textOf } from "../../base/json-fields.ts";
import { loadShownLife, type ShownLife, saveShownLife } from "./memory.ts";

export interface PageLife {
  /** The page goes on with the call that it was opened for, and asks for no later one of its id. */
  isOwn(): boolean;
  /** Takes the server's call-state. */
  saw(callState: unknown): void;
  /** Another life is shown from now on. */
  movedOn(): void;
}

const LIVING: ReadonlySet<string> = new Set(["awaiting", "streaming", "held", "draining"]);

/** Survives a reload of the tab; a page that is opened anew begins without it. */
export function pageLife(conversationName: string): PageLife {
  let shown = loadShownLife(conversationName);
  function show(life: ShownLife): void {
    if (shown === life) return;
    shown = life;
    saveShownLife(conversationName, life);
  }
  return {
    isOwn: () => shown === "own",
    saw(callState) {
      if (shown === undefined && LIVING.has(textOf(recordOf(callState).media))) show("own");
    },
    movedOn: () => show("later"),
  };
}
