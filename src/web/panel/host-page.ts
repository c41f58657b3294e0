/** The page around the panel's frame: it is told what the agent uses, if its origin is allowed, and says what it inserted. */
import { recordOf, textOf } from "../../base/json-fields.ts";
import type { UsedSuggestion } from "../../contract/used-suggestion.ts";
import { randomId } from "./random-id.ts";

/** What is told beside what Google's UI Modules know. */
export type HostNews =
  | UsedSuggestion
  | { name: "summary-kept"; detail: { sections: { title: string; text: string }[] } };

export interface HostPageOptions {
  /** Origins that are told and believed. */
  origins: readonly string[];
  callId: string;
  conversationName: string;
  /** The page around has put a text where the agent types: the one of this `id`. */
  onInserted(id: string): void;
  /** The panel's window. */
  own: Window;
}

export interface HostPage {
  /** Returns the id that an answer names. */
  tell(news: HostNews): string;
}

export function createHostPage(options: HostPageOptions): HostPage {
  const { origins, callId, conversationName, onInserted, own } = options;
  const { parent } = own;
  const isFramed = parent !== own;

  /** A message for another origin would be refused with a complaint, so that of the frame is named where it is known. */
  function targets(): readonly string[] {
    const [around] = own.location.ancestorOrigins ?? [];
    return around === undefined ? origins : origins.filter((origin) => origin === around);
  }

  if (isFramed && origins.length > 0) {
    own.addEventListener("message", ({ source, origin, data }) => {
      if (source !== parent || !origins.includes(origin)) return;
      const { target, name, id } = recordOf(data);
      if (target === "sidetone" && name === "text-inserted") onInserted(textOf(id));
    });
  }

  return {
    tell(news) {
      const id = randomId();
      const message = { source: "sidetone", version: 1, id, callId, conversationName, ...news };
      if (isFramed) for (const origin of targets()) parent.postMessage(message, origin);
      return id;
    },
  };
}
