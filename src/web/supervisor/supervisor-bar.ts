/** `<supervisor-bar>`: says above the agent's panel who reads along, and that nothing can be done here. */
import { css, html, LitElement, type TemplateResult } from "lit";

export class SupervisorBar extends LitElement {
  static override properties = { operator: {} };
  declare operator: string;

  static override styles = css`
    aside {
      display: flex;
      flex-wrap: wrap;
      gap: 0 0.75em;
      padding: 6px 12px;
      font: 400 0.8125rem/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
      color: #ffffff;
      background: #553aa0;
    }
    p {
      margin: 0;
      overflow-wrap: anywhere;
    }
  `;

  override render(): TemplateResult {
    return html`<aside aria-label="Supervision">
      <p><strong>Read only</strong></p>
      <p>${this.operator} reads this call along. The audit has name, call and time. Close the tab to leave.</p>
    </aside>`;
  }
}

customElements.define("supervisor-bar", SupervisorBar);

/** The panel fills its window; here it has what the bar leaves. For the document, whose rules are above those of elements. */
export const supervisorPageStyles = css`
  body {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    block-size: 100dvh;
  }
  sidetone-panel {
    block-size: auto;
    min-block-size: 0;
  }
`;
