/** The names beside the lanes. Those of actors with a chart lead to it. */
import { html, type TemplateResult } from "lit";
import { LANE_HEIGHT_PX } from "./lane-picture.ts";
import type { Lane } from "./lanes.ts";

export function laneLabels(
  lanes: readonly Lane[],
  selected: string,
  choose: (actor: string) => void,
): TemplateResult {
  const labelOfLane = ({ id, label }: Lane) =>
    id === "call" || id.startsWith("participant:")
      ? html`<button type="button" aria-pressed=${id === selected} title="Show the chart of ${label}" @click=${() => choose(id)}>${label}</button>`
      : label;
  return html`<ul class="labels" aria-label="Actors">
    ${lanes.map((lane) => html`<li .style=${`block-size:${LANE_HEIGHT_PX}px`}>${labelOfLane(lane)}</li>`)}
  </ul>`;
}
