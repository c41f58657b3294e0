/** One line with the result of an action, read out by screen readers. */
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../parts/icons.ts";

export interface Note {
  tone: "good" | "bad";
  text: string;
}

export function noteLine(note: Note | undefined): TemplateResult | typeof nothing {
  if (note === undefined) return nothing;
  return html`<p class="note" data-tone=${note.tone} role=${note.tone === "bad" ? "alert" : "status"}>
    ${icon(note.tone === "bad" ? "warning" : "check", 15)}<span>${note.text}</span>
  </p>`;
}

/** For a page whose data did not come. */
export function failureLine(failure: string): TemplateResult | typeof nothing {
  return failure === "" ? nothing : noteLine({ tone: "bad", text: failure });
}
