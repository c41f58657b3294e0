/** Empty panes of the panel: what is going on, and what will appear. */
import { css, html } from "lit";
import { type EmptyState, emptyStateOf, sharedEmptyStyles } from "../../common/empty-state.ts";
import { type IconName, icon } from "./icons.ts";

export type EmptyPane = EmptyState<IconName>;

/** Before anything is known of the call. */
export const CONNECTING: EmptyPane = {
  icon: "unplugged",
  title: "Connecting",
  text: "The call appears here as soon as the server answers.",
};

/** The line above the panes says what to do. */
export const NO_AUDIO: EmptyPane = {
  icon: "phone",
  tone: "warn",
  title: "Nothing comes",
  text: "No audio of this call has reached the server, so there is nothing to show.",
};

export const AUDIO_GONE: EmptyPane = {
  icon: "problem",
  tone: "warn",
  title: "Not listening",
  text: "The call's audio does not come at the moment, so nothing can be suggested.",
};

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
