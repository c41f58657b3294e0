/** What the list shows below its last row, or instead of rows. */
import { html, nothing, type TemplateResult } from "lit";
import { type CallFilter, countFilters } from "../data/call-filter.ts";
import type { Feed } from "../data/feed.ts";
import { emptyState } from "../parts/empty-state.ts";
import type { OlderCalls } from "./older-calls.ts";

export function listEnd(older: OlderCalls): TemplateResult | typeof nothing {
  if (older.isLoading) return html`<p class="end" role="status">Fetching older calls</p>`;
  if (older.failure !== "") {
    return html`<p class="end" role="alert">
      Older calls did not come: ${older.failure}
      <button class="button" type="button" @click=${() => older.more({ isAsked: true })}>Try again</button>
    </p>`;
  }
  return older.hasMore ? nothing : html`<p class="end">No older calls are kept.</p>`;
}

export interface NothingShown {
  filter: CallFilter;
  feed: Feed;
  isComplete: boolean;
  older: OlderCalls;
  onClear: () => void;
}

export function nothingShown({ filter, feed, isComplete, older, onClear }: NothingShown): TemplateResult {
  const { status } = feed.status();
  if (!isComplete && (status === "reconnecting" || status === "away")) {
    return emptyState({
      icon: "plug",
      tone: "warn",
      title: "The live feed is away",
      text: "Calls appear here as soon as the server can be reached again. The calls continue without this page.",
      action: { label: "Try now", run: () => feed.retryNow() },
    });
  }
  if (!isComplete || older.isLoading) {
    return html`<p class="end" role="status">Fetching calls</p>`;
  }
  if (filter.q !== "" || countFilters(filter) > 0) {
    return emptyState({
      icon: "search",
      title: "No call matches",
      text: "No live or kept call matches the search and the filters.",
      action: { label: "Clear search and filters", run: onClear },
    });
  }
  return emptyState({
    icon: "calls",
    title: "No calls yet",
    text: "A call appears here with its first event: announced by CTI, or with its first audio.",
  });
}
