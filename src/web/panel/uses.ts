/** Tells the page around, and the call's other desktops, what the agent took from suggestions. */
import type { UsedSuggestion } from "../../contract/used-suggestion.ts";
import { placeOfKey } from "./components/copy-outcome.ts";
import type { PanelApp } from "./components/panel-app.ts";
import { createHostPage, type HostPage, type HostPageOptions } from "./host-page.ts";
import { onIntent } from "./intents.ts";

export interface UsesOptions extends Pick<HostPageOptions, "origins" | "callId" | "conversationName"> {
  /** To the call's other desktops. */
  tellDesktops(used: UsedSuggestion): void;
}

/** Uses whose insertion may still be told of. */
const MAX_REMEMBERED = 50;

/** Listens for what the page's cards copy. */
export function tellUses(app: PanelApp, { tellDesktops, ...around }: UsesOptions): HostPage {
  const keys = new Map<string, string>();
  const host = createHostPage({
    ...around,
    own: window,
    onInserted(id) {
      const key = keys.get(id);
      if (key !== undefined) app.inserted(key);
    },
  });
  onIntent(app, "text-used", ({ key, text }) => {
    const used = usedSuggestion(placeOfKey(key).part, text);
    keys.set(host.tell(used), key);
    for (const oldest of keys.keys()) {
      if (keys.size <= MAX_REMEMBERED) break;
      keys.delete(oldest);
    }
    tellDesktops(used);
  });
  return host;
}

function usedSuggestion(part: string, text: string): UsedSuggestion {
  if (part === "r") return { name: "smart-reply-selected", detail: { answer: { reply: text } } };
  if (part === "s") return { name: "agent-coaching-response-selected", detail: { selectedResponse: text } };
  return { name: "copy-to-clipboard", detail: { textToCopy: text } };
}
