/** The looks and names of a strip's pieces: each has a pattern, so that colour is never the only sign. */
import { html, type TemplateResult } from "lit";
import type { PieceKind } from "../strip/audio-strip.ts";

export const PIECE_WORDS: Readonly<Record<PieceKind, { name: string; meaning: string }>> = {
  speech: { name: "recognised", meaning: "Covered by a final result" },
  silence: { name: "silence", meaning: "Heard by a stream that ended in order, without a final" },
  waiting: { name: "waiting", meaning: "No final covers it yet" },
  hold: { name: "hold", meaning: "Counted, not sent: the call was on hold" },
  gap: { name: "gap", meaning: "It never came" },
  lost: { name: "lost", meaning: "No final will ever cover it" },
};

const COLOURS: Readonly<Record<PieceKind, string>> = {
  speech: "var(--audio-speech)",
  silence: "var(--audio-silence)",
  waiting: "url(#waiting)",
  hold: "url(#hold)",
  gap: "url(#gap)",
  lost: "url(#lost)",
};

export function pieceFill(kind: PieceKind): string {
  return COLOURS[kind];
}

/** Definitions for the same shadow root, once; they are drawn in the strip's own units. */
export function stripPatterns(): TemplateResult {
  return html`<svg class="unseen" width="0" height="0" aria-hidden="true"><defs>
  <pattern id="waiting" width="6" height="6" patternUnits="userSpaceOnUse">
    <rect width="6" height="6" fill="var(--sunken)"></rect><circle cx="3" cy="3" r="1.2" fill="var(--audio-speech)"></circle>
  </pattern>
  <pattern id="hold" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="7" height="7" fill="var(--sunken)"></rect><rect width="3.500" height="7" fill="var(--audio-hold)"></rect>
  </pattern>
  <pattern id="gap" width="5" height="5" patternUnits="userSpaceOnUse">
    <rect width="5" height="5" fill="var(--surface)"></rect><rect width="1.600" height="5" fill="var(--audio-gap)"></rect>
  </pattern>
  <pattern id="lost" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
    <rect width="6" height="6" fill="var(--audio-dropped)"></rect><rect width="1.500" height="6" fill="var(--surface)"></rect>
  </pattern>
</defs></svg>`;
}
