/** Everything the page knows of its call: loads it, follows the feed, and says when something is new. No rendering. */
import type { CallDetail, Masked, Revealed } from "../../../contract/call-detail.ts";
import type { CallSummary } from "../../../contract/call-summary.ts";
import type { CallMessage } from "../../../contract/feed.ts";
import type { CallApi, CallFeed, CallJob, CallSource } from "../data/call-source.ts";
import type { Ledger } from "./story/moment.ts";
import { createStory, type Story } from "./story/story.ts";

/** The call as loaded; `version` changes whenever something in it does. */
export interface LoadedCall {
  version: number;
  detail: CallDetail;
  summary: CallSummary;
  story: Story;
  /** Accounts newer than the lines, by speaker. */
  ledgers: Readonly<Record<string, Ledger>>;
  masked: Masked;
  revealed: Revealed | null;
  /** Those given up; null if they could not be fetched. */
  jobs: readonly CallJob[] | null;
}

export type ModelState =
  | { status: "loading" }
  | { status: "failed"; message: string }
  | { status: "ready"; call: LoadedCall };

export interface CallModel {
  state(): ModelState;
  /** Fetches everything again. */
  load(): Promise<void>;
  /** Rejects if the words may not be had. */
  reveal(): Promise<void>;
  hide(): void;
  close(): void;
}

export interface CallModelOptions {
  source: CallSource;
  api: CallApi | undefined;
  feed: CallFeed | undefined;
  onChange(): void;
}

/** Transcripts are asked for again at most this often while a call runs. */
const TRANSCRIPT_REST_MS = 2_000;
const NO_TRANSCRIPT: Masked = { entries: [] };

type FetchedCall = Pick<LoadedCall, "detail" | "masked" | "jobs"> & { revealed?: Revealed | null };

export function createCallModel(options: CallModelOptions): CallModel {
  const { source, api, feed, onChange } = options;
  let state: ModelState = { status: "loading" };
  let unwatch: (() => void) | undefined;
  let isClosed = false;
  /** A later load makes the answers of an earlier one stale. */
  let round = 0;

  function become(next: ModelState): void {
    if (isClosed) return;
    state = next;
    onChange();
  }

  function change(part: Partial<Omit<LoadedCall, "version">>): void {
    if (state.status !== "ready") return;
    become({ status: "ready", call: { ...state.call, ...part, version: state.call.version + 1 } });
  }

  function show(fetched: FetchedCall): void {
    const before = state.status === "ready" ? state.call : undefined;
    become({ status: "ready", call: loadedCall(fetched, before) });
  }

  async function load(): Promise<void> {
    unwatch?.();
    unwatch = undefined;
    if (source.kind === "bundle") {
      show(source.bundle);
      return;
    }
    if (api === undefined) return;
    const mine = ++round;
    try {
      const fetched = await fetchCall(api, source.callKey);
      if (mine !== round || isClosed) return;
      show(fetched);
      const { call, history } = fetched.detail;
      if (call.live) unwatch = feed?.watchCall(source.callKey, history.at(-1)?.line ?? 0, hear);
    } catch (caught) {
      if (mine !== round) return;
      become({ status: "failed", message: caught instanceof Error ? caught.message : String(caught) });
    }
  }

  function hear(message: CallMessage): void {
    if (state.status !== "ready") return;
    if (message.missed) {
      void load();
      return;
    }
    state.call.story.append(message.lines);
    change({ summary: message.summary, ledgers: { ...state.call.ledgers, ...message.ledgers } });
    if (message.lines.some(({ event }) => event === "assist.logged")) transcripts.ask();
  }

  const transcripts = everyMoment(async () => {
    if (isClosed || api === undefined || source.kind !== "live" || state.status !== "ready") return;
    // Revealed words stay as they were: each further look would be another line of the audit.
    const masked = await api.getTranscript(source.callKey).catch(() => undefined);
    if (masked !== undefined) change({ masked });
  });

  return {
    state: () => state,
    load,
    async reveal() {
      const revealed = source.kind === "bundle" ? source.bundle.revealed : await api?.reveal(source.callKey);
      if (revealed !== undefined) change({ revealed });
    },
    hide: () => change({ revealed: null }),
    close() {
      isClosed = true;
      unwatch?.();
      transcripts.close();
    },
  };
}

/** Words that a person has revealed stay, unless there are others. */
function loadedCall({ detail, masked, jobs, revealed }: FetchedCall, before?: LoadedCall): LoadedCall {
  return {
    ...{ detail, masked, jobs, summary: detail.call, ledgers: detail.ledgers },
    story: createStory(detail.history),
    revealed: revealed === undefined ? (before?.revealed ?? null) : revealed,
    version: before === undefined ? 0 : before.version + 1,
  };
}

async function fetchCall(api: CallApi, callKey: string): Promise<FetchedCall> {
  const [detail, masked, jobs] = await Promise.all([
    api.getCall(callKey),
    // Without a transcript the page still explains the call; what is missing shows as empty.
    api.getTranscript(callKey).catch(() => NO_TRANSCRIPT),
    api.getJobs(callKey).catch(() => null),
  ]);
  return { detail, masked, jobs };
}

/** Does the work a while after it is asked for, once however often it was asked for. */
function everyMoment(work: () => Promise<void>): { ask(): void; close(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask() {
      timer ??= setTimeout(() => {
        timer = undefined;
        void work();
      }, TRANSCRIPT_REST_MS);
    },
    close: () => clearTimeout(timer),
  };
}
