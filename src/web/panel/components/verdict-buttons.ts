/** Two thumbs on a card: quiet until used, pressed where they were, and told apart by more than colour. */
import { html, type TemplateResult } from "lit";
import { t } from "../language/t.ts";
import type { Verdict } from "../state/card.ts";
import { icon } from "./icons.ts";

export function verdictButtons(
  label: string,
  current: Verdict | undefined,
  judge: (verdict: Verdict) => void,
): TemplateResult {
  const button = (verdict: Verdict, words: string) => html`<button
    class="icon-button verdict"
    aria-label=${t("card.judge", { kind: label, verdict: words })}
    title=${words}
    aria-pressed=${current === verdict}
    @click=${() => judge(verdict)}
  >
    ${icon(verdict === "up" ? "thumbUp" : "thumbDown", 14)}
  </button>`;
  return html`${button("up", t("card.helpful"))}${button("down", t("card.notHelpful"))}`;
}
