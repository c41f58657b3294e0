/** Two thumbs on a card: quiet until used, pressed where they were, and told apart by more than colour. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../language/t.ts";
import { REASONS, type Reason, type Verdict } from "../state/card.ts";
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

/** Asked of an agent whose thumb is down; the same reason again takes it back. */
export function reasonButtons(
  verdict: Verdict | undefined,
  current: Reason | undefined,
  give: (reason: Reason | undefined) => void,
): TemplateResult | typeof nothing {
  if (verdict !== "down") return nothing;
  return html`<div class="reasons" role="group" aria-label=${t("reason.label")}>
    <span aria-hidden="true">${t("reason.label")}</span>
    ${REASONS.map(
      (reason) => html`<button
        class="chip"
        aria-pressed=${current === reason}
        @click=${() => give(current === reason ? undefined : reason)}
      >
        ${t(`reason.${reason}`)}
      </button>`,
    )}
  </div>`;
}
