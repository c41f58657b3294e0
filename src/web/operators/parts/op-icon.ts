/**
 * `<op-icon name="warning" size="16">`: an icon as an element, for markup that cannot call `icon()`. The parts every page
 * of the console may use: op-icon, confirm-dialog (`ask`), copy-button, time-ago; `icon`, `emptyState`, the functions of
 * format.ts; the styles controlStyles and, for the root only, themeStyles.
 */
import { css, html, LitElement, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";

export class OpIcon extends LitElement {
  static override properties = { name: {}, size: { type: Number } };
  declare name: IconName;
  declare size: number;

  static override styles = css`
    :host {
      display: inline-grid;
      vertical-align: -0.15em;
    }
  `;

  constructor() {
    super();
    this.name = "dot";
    this.size = 16;
  }

  override render(): TemplateResult {
    return html`${icon(this.name, this.size)}`;
  }
}

customElements.define("op-icon", OpIcon);

declare global {
  interface HTMLElementTagNameMap {
    "op-icon": OpIcon;
  }
}
