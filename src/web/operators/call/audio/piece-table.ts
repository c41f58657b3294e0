/** A strip as a table, for people who do not see patterns. */

import { html, nothing, type TemplateResult } from "lit";
import { countOf, formatDuration, formatNumber } from "../../parts/format.ts";
import type { AudioStrip } from "../strip/audio-strip.ts";
import { coarsePieces } from "../strip/coarse-pieces.ts";
import { PIECE_WORDS } from "./piece-looks.ts";

/** The newest; finals side by side are one row where the strip shows them as one. */
const MOST_ROWS = 200;

export function pieceTable(strip: AudioStrip, who: string, jump: (line: number) => void): TemplateResult {
  const all = [
    ...coarsePieces(strip).map(({ kind, fromMs, startMs, endMs, line }) => {
      return { name: PIECE_WORDS[kind].name, fromMs, startMs, lengthMs: endMs - startMs, line };
    }),
    ...strip.replays.map(({ stream, fromMs, startMs, lengthMs, line }) => {
      return { name: `sent again to stream ${stream}`, fromMs, startMs, lengthMs, line };
    }),
  ].toSorted((one, other) => one.startMs - other.startMs);
  const older = Math.max(0, all.length - MOST_ROWS);
  return html`<div class="table" tabindex="0" role="group" aria-label="Pieces of ${who}'s audio">
    <table>
      ${older > 0 ? html`<caption>${countOf(older, "older piece")} not shown</caption>` : nothing}
      <thead><tr><th scope="col">Audio</th><th scope="col">From</th><th scope="col">Milliseconds</th><th scope="col">Line</th></tr></thead>
      <tbody>
        ${all.slice(older).map(
          ({ name, fromMs, lengthMs, line }) => html`<tr>
            <th scope="row">${name}</th>
            <td>${formatDuration(fromMs)}</td>
            <td>${formatNumber(Math.round(lengthMs))}</td>
            <td>${line === 0 ? nothing : html`<button type="button" class="jump" @click=${() => jump(line)}>${line}</button>`}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
