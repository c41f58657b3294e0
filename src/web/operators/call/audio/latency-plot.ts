/** Latency from word to screen as dots: one per transcript, with the median and the slowest in words. */

import { html, nothing, svg, type TemplateResult } from "lit";
import { speakerTitle } from "../../../../contract/speaker.ts";
import type { WordLatency } from "../../../../contract/words-to-screen.ts";
import { formatMs, formatNumber } from "../../parts/format.ts";

const WIDTH = 320;
const HEIGHT = 52;
/** More dots than this cannot be told apart; the newest are shown. */
const MOST_DOTS = 150;

/** The value below which half of the others lie; 0 for none. */
export function medianMs(latencies: readonly WordLatency[]): number {
  const sorted = latencies.map(({ ms }) => ms).toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

export function latencyPlot(
  latencies: readonly WordLatency[],
  speakers: readonly string[],
  jump: (line: number) => void,
): TemplateResult {
  const shown = latencies.slice(-MOST_DOTS);
  const slowest = shown.reduce((most, { ms }) => Math.max(most, ms), 0);
  const scaleMs = Math.max(1_000, Math.ceil(slowest / 500) * 500);
  const x = (ms: number) => 4 + (ms / scaleMs) * (WIDTH - 8);
  const p50 = medianMs(shown);
  const words =
    shown.length === 0
      ? "No transcript with times yet."
      : `p50 ${formatMs(p50)}, slowest ${formatMs(slowest)}, ${formatNumber(shown.length)} of ${formatNumber(latencies.length)} transcripts`;
  return html`<section class="latency" aria-label="Latency">
    <h3>From word to screen <span class="soft">${words}</span></h3>
    ${
      shown.length === 0
        ? nothing
        : html`<svg class="dots" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words}>
            <line x1="4" x2=${WIDTH - 4} y1="38" y2="38" stroke="var(--line-strong)"></line>
            ${[0, 0.5, 1].map(
              (share) =>
                svg`<text x=${x(scaleMs * share)} y="50" text-anchor=${share === 0 ? "start" : share === 1 ? "end" : "middle"}>${formatMs(scaleMs * share)}</text>`,
            )}
            <line x1=${x(p50)} x2=${x(p50)} y1="4" y2="38" stroke="var(--lit)" stroke-width="1.5" stroke-dasharray="3 2"></line>
            ${shown.map(
              ({ ms, line, speaker }, index) =>
                svg`<circle cx=${x(ms)} cy=${31 - ((index * 7) % 24)} r="3.2" data-speaker=${speaker} @click=${() => jump(line)}><title>${speakerTitle(speaker, speakers)}: ${formatMs(ms)}, line ${line}</title></circle>`,
            )}
          </svg>`
    }
  </section>`;
}
