/** Runs in the browser: the call page alone, over an invented call that a test moves on through `window.callPreview`. */
import { css, html, LitElement, type TemplateResult } from "lit";
import type { CallAction, OperatorSession } from "../../../src/contract/access.ts";
import type { CallMessage } from "../../../src/contract/feed.ts";
import type { HistoryLine } from "../../../src/contract/history-line.ts";
import type { CallApi, CallFeed, CallSource } from "../../../src/web/operators/data/call-source.ts";
import "../../../src/web/operators/call/call-page.ts";
import { themeStyles } from "../../../src/web/operators/parts/theme-styles.ts";
import { detailOf, maskedOf, revealedOf, summaryOf } from "../invented-answers.ts";
import { endedLines, longLines, troubledLines } from "../invented-calls.ts";

export interface CallPreview {
  /** What the page asked to be done, in order. */
  acts: CallAction[];
  reveals: number;
  /** From now on every act is refused with this message. */
  refuse(message: string): void;
  /** The next lines of the call come over the feed. */
  push(count: number): void;
  watchers: number;
}

declare global {
  interface Window {
    callPreview: CallPreview;
  }
}

const query = new URLSearchParams(location.search);
const kind = query.get("call") ?? "troubled";
const lines: HistoryLine[] =
  kind === "long"
    ? longLines(Number(query.get("lines") ?? 5_000))
    : kind === "ended"
      ? endedLines()
      : troubledLines();
const isLive = kind !== "ended" && kind !== "bundle";
let shownCount = Number(query.get("from") ?? lines.length);
let refusal: string | undefined;
const listeners = new Set<(message: CallMessage) => void>();
const shown = () => lines.slice(0, shownCount);

const preview: CallPreview = {
  acts: [],
  reveals: 0,
  watchers: 0,
  refuse: (message) => {
    refusal = message;
  },
  push: (count) => {
    const added = lines.slice(shownCount, shownCount + count);
    shownCount += added.length;
    const message = {
      callKey: "five9-300000012345678",
      summary: summaryOf(shown(), isLive),
      lines: added,
      missed: false,
      ledgers: {},
    };
    for (const listener of listeners) listener(message);
  },
};
window.callPreview = preview;

const api: CallApi = {
  getCall: async () => detailOf(shown(), isLive),
  getTranscript: async () => maskedOf(shown()),
  getJobs: async () => [],
  reveal: async () => {
    preview.reveals += 1;
    return revealedOf(shown());
  },
  act: async (_callKey, action) => {
    if (refusal !== undefined) throw new Error(refusal);
    preview.acts.push(action);
  },
  erase: async () => ({ calls: 1, lines: 1, events: 0, names: 0, jobs: 0, audit: 0 }),
  bundleUrl: (callKey, { withWords }) => `/bundle/${callKey}${withWords ? "?words=1" : ""}`,
};
const feed: CallFeed = {
  watchCall: (_callKey, _afterLine, listener) => {
    listeners.add(listener);
    preview.watchers = listeners.size;
    return () => {
      listeners.delete(listener);
      preview.watchers = listeners.size;
    };
  },
};
const session: OperatorSession = {
  name: "Morgan Reyes",
  roles: (query.get("roles")?.split(",") ?? ["view", "reveal", "act"]) as OperatorSession["roles"],
  csrfToken: "preview",
  expiresAtMs: Date.now() + 3_600_000,
};

const LIVE: CallSource = { kind: "live", callKey: "five9-300000012345678" };
const BUNDLED: CallSource = {
  kind: "bundle",
  bundle: {
    format: "sidetone-incident-2",
    madeAtMs: Date.now(),
    madeBy: "Morgan Reyes",
    detail: detailOf(lines, false),
    masked: maskedOf(lines),
    revealed: revealedOf(lines),
    jobs: [{ queue: "mediastream", id: "job-7", about: "ERROR Customer", reason: "no such call" }],
    audit: [],
  },
};

class CallPreviewApp extends LitElement {
  static override styles = [
    themeStyles,
    css`
      :host {
        display: block;
      }
      main {
        block-size: 100dvh;
      }
    `,
  ];
  override render(): TemplateResult {
    const source = kind === "bundle" ? BUNDLED : LIVE;
    const line = Number(/#line=(\d+)/.exec(location.hash)?.[1] ?? Number.NaN);
    return html`<main>
      <call-page
        .source=${source}
        .api=${api}
        .feed=${feed}
        .session=${session}
        .line=${Number.isNaN(line) ? undefined : line}
      ></call-page>
    </main>`;
  }
}
customElements.define("call-preview-app", CallPreviewApp);
