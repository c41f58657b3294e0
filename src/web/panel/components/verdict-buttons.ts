/** Two thumbs on a card: quiet until used, pressed where they were, and told apart by more than colour. */
import { html, type TemplateResult } from "lit";
import type { Verdict } from "../state/card.ts";
import { icon } from "./icons.ts";

export function verdictButtons(
  label: string,
  current: Verdict | undefined,
  judge: (verdict: Verdict) => void,
): TemplateResult {
  const button = (verdict: Verdict, words: string) => html`<button
    class="icon-button verdict"
    aria-label=${`${label}: ${words}`}
    title=${words}
    aria-pressed=${current === verdict}
    @click=${() => judge(verdict)}
  >
    ${icon(verdict === "up" ? "thumbUp" : "thumbDown", 14)}
  </button>`;
  return html`${button("up", "helpful")}${button("down", "not helpful")}`;
}
