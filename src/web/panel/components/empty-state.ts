/** Empty panes of the panel: what is going on, and what will appear. */
import { css, html } from "lit";
import { type EmptyState, emptyStateOf, sharedEmptyStyles } from "../../common/empty-state.ts";
import { t } from "../language/t.ts";
import type { CallPhase } from "../state/call.ts";
import { type IconName, icon } from "./icons.ts";
import type { Pane } from "./pane-tabs.ts";

export type EmptyPane = EmptyState<IconName>;

/** What a pane without content says in each phase of the call. */
export function emptyPane(pane: Pane, phase: CallPhase): EmptyPane {
  switch (phase) {
    case "unknown":
      return { icon: "unplugged", title: t("empty.connecting"), text: t("empty.connecting.text") };
    case "waiting":
      return { icon: "phone", title: t("empty.waiting"), text: t(`empty.waiting.${pane}`) };
    case "noAudio":
      // The line above the panes says what to do.
      return { icon: "phone", tone: "warn", title: t("empty.noAudio"), text: t("empty.noAudio.text") };
    case "inProgress":
      return { icon: "wave", title: t("empty.listening"), text: t(`empty.listening.${pane}`) };
    case "onHold":
      return { icon: "hourglass", title: t("empty.onHold"), text: t(`empty.onHold.${pane}`) };
    case "stopped":
    case "lost":
      return { icon: "problem", tone: "warn", title: t("empty.audioGone"), text: t("empty.audioGone.text") };
    case "ended":
      return { icon: "check", title: t("empty.ended"), text: t(`empty.ended.${pane}`) };
    case "failed": {
      const title = t(pane === "transcript" ? "empty.noTranscript" : "empty.noSuggestions");
      return { icon: "problem", tone: "warn", title, text: t(`empty.failed.${pane}`) };
    }
  }
}

export const emptyStateStyles = css`
  ${sharedEmptyStyles}
  .empty {
    min-block-size: min(260px, 100%);
    block-size: 100%;
    padding: 24px;
  }
  .empty p {
    margin: 0;
    max-inline-size: 30ch;
  }
`;

export const emptyState = emptyStateOf<IconName>({
  icon,
  heading: (title) => html`<h3>${title}</h3>`,
  buttonClass: "text-button",
});
