/** A time of day to the millisecond, whose last part a style may leave out where there is no room. */
import { html, type TemplateResult } from "lit";
import { clockTimeMs } from "./format.ts";

export function clockToTheMs(atMs: number): TemplateResult {
  const time = clockTimeMs(atMs);
  const at = time.lastIndexOf(".");
  return html`${time.slice(0, at)}<span class="ms">${time.slice(at)}</span>`;
}
