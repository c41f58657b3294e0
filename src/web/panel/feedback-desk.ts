/** Reports what the agent did with suggestions to the server: in batches, in the background. */

import type { KeptSummary } from "../../assist/feedback.ts";
import type { SuggestionOrigin } from "../../assist/suggestion.ts";
import { backOffMs } from "../../base/back-off.ts";
import { type FeedbackDoor, postFeedback, type Told } from "./feedback-post.ts";
import type { Card, Reason, Verdict } from "./state/card.ts";

export interface FeedbackDesk {
  /** The card was in sight for a moment. */
  displayed(card: Card): void;
  /** Part of the card was copied; `index` is the reply's place, undefined the whole card. */
  copied(card: Card, index: number | undefined): void;
  /** A link of the card was opened. */
  opened(card: Card, uri: string): void;
  /** A thumb was given, with a reason if it is down, or taken back (undefined). */
  judged(card: Card, verdict: Verdict | undefined, reason?: Reason): void;
  /** The agent keeps this in the card's place. */
  summaryKept(card: Card, summary: KeptSummary): void;
  /** Sends what waits now, as a closing page must. */
  flush(): void;
  close(): void;
}

const GATHER_MS = 1_000;
const BATCH = 25;
/** Records of one call that are kept; beyond it new ones go untold. */
const MAX_RECORDS = 2_000;
const MAX_URIS = 20;
const RETRY = { firstMs: 2_000, maxMs: 60_000, maxAttempts: 12 };

export function createFeedbackDesk(door: FeedbackDoor): FeedbackDesk {
  const known = new Map<string, Told>();
  const outbox = createOutbox((records) => postFeedback(door, records, known));
  /** Record and link, so that none is sent twice. */
  const toldUris = new Set<string>();

  function change(
    card: Card,
    records: readonly string[],
    apply: (told: Told, record: string) => boolean,
  ): void {
    if (door.url === "") return;
    for (const record of records) {
      if (record === "" || (!known.has(record) && known.size >= MAX_RECORDS)) continue;
      const told = known.get(record) ?? newTold(card.origin.detail);
      known.set(record, told);
      if (apply(told, record)) outbox.add(record);
    }
  }

  return {
    displayed: (card) =>
      change(card, card.origin.records, (told) => {
        const isNews = !told.displayed;
        told.displayed = true;
        return isNews;
      }),
    copied: (card, index) =>
      change(card, recordsAt(card, index), (told) => {
        const isNews = !(told.clicked && told.copied);
        told.clicked = true;
        told.copied = true;
        return isNews;
      }),
    opened: (card, uri) =>
      change(card, recordsOfUri(card, uri), (told, record) => {
        if (toldUris.has(`${record} ${uri}`) || told.openedUris.length >= MAX_URIS) return false;
        told.clicked = true;
        told.openedUris.push(uri);
        toldUris.add(`${record} ${uri}`);
        return true;
      }),
    judged: (card, verdict, reason) =>
      change(card, card.origin.records, (told) => {
        told.verdict = verdict ?? "none";
        told.reason = reason ?? null;
        return true;
      }),
    summaryKept: (card, summary) =>
      change(card, card.origin.records, (told) => {
        told.clicked = true;
        told.summary = summary;
        return true;
      }),
    flush: outbox.flush,
    close: outbox.close,
  };
}

/** Records that wait to be told: gathered for a moment, one batch at a time, and again where `post` says so. */
function createOutbox(post: (records: string[]) => Promise<string[]>) {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let failures = 0;

  function plan(delayMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void send();
    }, delayMs);
  }

  async function send(): Promise<void> {
    const records = [...waiting].slice(0, BATCH);
    if (isSending || records.length === 0) return;
    isSending = true;
    for (const record of records) waiting.delete(record);
    const again = await post(records);
    isSending = false;
    for (const record of again) waiting.add(record);
    failures = again.length === 0 ? 0 : failures + 1;
    if (failures > RETRY.maxAttempts) waiting.clear();
    if (waiting.size > 0) plan(failures === 0 ? GATHER_MS : backOffMs(failures, RETRY));
  }

  return {
    add(record: string): void {
      waiting.add(record);
      plan(GATHER_MS);
    },
    flush: () => void send(),
    close: () => clearTimeout(timer),
  };
}

function newTold(detail: SuggestionOrigin["detail"]): Told {
  const judged = { verdict: null, reason: null, summary: null };
  return { displayed: false, clicked: false, copied: false, ...judged, openedUris: [], detail };
}

function recordsAt({ content, origin }: Card, index: number | undefined): readonly string[] {
  if (index === undefined || content.kind !== "replies") return origin.records;
  return [origin.records[index] ?? ""];
}

/** An article's or an FAQ answer's link belongs to its own record. */
function recordsOfUri({ content, origin }: Card, uri: string): readonly string[] {
  const uris =
    content.kind === "articles"
      ? content.articles.map((article) => article.uri)
      : content.kind === "faq"
        ? content.answers.map((answer) => answer.sourceUri)
        : [];
  const own = origin.records.filter((_, index) => uris[index] === uri);
  return own.length === 0 ? origin.records : own;
}
