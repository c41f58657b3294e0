/** Empty and waiting places of the console. */
import { css, html } from "lit";
import { emptyStateOf, sharedEmptyStyles } from "../../common/empty-state.ts";
import { type IconName, icon } from "./icons.ts";

/** Goes with controlStyles. */
export const emptyStateStyles = css`
  ${sharedEmptyStyles}
  .empty {
    padding: 48px 24px;
  }
  .empty p {
    margin: 0 0 6px;
    max-inline-size: 44ch;
  }
`;

export const emptyState = emptyStateOf<IconName>({
  icon,
  heading: (title) => html`<h2>${title}</h2>`,
  buttonClass: "button",
});
