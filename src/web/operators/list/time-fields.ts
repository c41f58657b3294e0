/** The fields "From" and "To" of the list: times of the operator's own clock on the page, milliseconds in the address. */
import { html, type TemplateResult } from "lit";
import type { CallFilter } from "../data/call-filter.ts";

export function timeFields(
  filter: CallFilter,
  onChange: (change: Partial<CallFilter>) => void,
): readonly TemplateResult[] {
  const field = (name: "from" | "to", label: string) =>
    html`<div class="field" ?data-on=${filter[name] !== ""}>
      <label for=${name}>${label}</label>
      <input
        id=${name}
        type="datetime-local"
        .value=${localTimeOf(filter[name])}
        @change=${(event: Event) => onChange({ [name]: millisecondsOf((event.target as HTMLInputElement).value) })}
      />
    </div>`;
  return [field("from", "Began from"), field("to", "Began before")];
}

/** "1790000000000" -> "2026-09-21T14:13" at UTC; "" for none. */
export function localTimeOf(ms: string): string {
  if (ms === "") return "";
  const at = new Date(Number(ms));
  if (Number.isNaN(at.getTime())) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The opposite; "" for what is no time. */
export function millisecondsOf(local: string): string {
  const ms = new Date(local).getTime();
  return Number.isNaN(ms) || ms < 0 ? "" : String(ms);
}
