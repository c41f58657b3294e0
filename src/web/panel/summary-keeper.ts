/** Keeps edited summaries at the server, which tells the call's desktops and the site's webhook. */
import { type EditedSummary, onIntent } from "./intents.ts";
import { type ProxyCall, postToProxy } from "./proxy-post.ts";
import { randomId } from "./random-id.ts";

export interface SummaryKeeperOptions extends Pick<ProxyCall, "url" | "pass"> {
  conversationName: string;
  /** Told once the server has it. */
  onKept(summary: EditedSummary): void;
}

/** Listens for what the page's cards ask for. */
export function keepSummaries(page: EventTarget, options: SummaryKeeperOptions): void {
  const { url, pass, conversationName, onKept } = options;
  const keep = async (edited: EditedSummary): Promise<void> => {
    const { sections } = edited;
    const body = { conversationName, id: randomId(), sections };
    const answer = await postToProxy({ url, pass, body });
    if (answer.ok) onKept(edited);
    edited.settled(answer.ok ? { kept: true } : { kept: false, problem: answer.problem });
  };
  onIntent(page, "summary-edited", (edited) => void keep(edited));
}
