/** Requests of the parts of the call page to the page: bubbling events with a typed detail. */

export interface PageEvents {
  /** Look at the call as it was after this many lines. */
  "moment-wanted": { position: number };
  /** Look at the call as it was just after this line. */
  "line-wanted": { line: number };
  /** Follow the newest line. */
  "live-wanted": Record<string, never>;
  "actor-wanted": { actor: string };
  "words-wanted": Record<string, never>;
  "words-unwanted": Record<string, never>;
}

/** Sends it up through shadow roots. */
export function askPage<Name extends keyof PageEvents>(
  from: EventTarget,
  name: Name,
  detail: PageEvents[Name],
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
