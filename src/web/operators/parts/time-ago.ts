/** `<time-ago .atMs=${ms}>`: "42 s ago", kept up to date, with the full time on hover. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { dateTime, relativeTime } from "./format.ts";
import { Ticker } from "./ticker.ts";

export class TimeAgo extends LitElement {
  static override properties = { atMs: { attribute: false } };
  declare atMs: number | undefined;

  constructor() {
    super();
    new Ticker(this);
  }

  override render(): TemplateResult | typeof nothing {
    const { atMs } = this;
    if (atMs === undefined) return nothing;
    return html`<time datetime=${new Date(atMs).toISOString()} title=${dateTime(atMs)}
      >${relativeTime(atMs, Date.now())}</time
    >`;
  }
}

customElements.define("time-ago", TimeAgo);

declare global {
  interface HTMLElementTagNameMap {
    "time-ago": TimeAgo;
  }
}
