/** Tells the server what the agent did with suggestions: gathered, sent in the background, and never in the way. */
import { backOffMs } from "../../base/back-off.ts";
import { listOf, recordOf } from "../shared/json.ts";
import type { DesktopPass } from "./desktop-pass.ts";
import type { Card, CardOrigin, Verdict } from "./state/card.ts";

export interface FeedbackDesk {
  /** The card was in sight for a moment. */
  displayed(card: Card): void;
  /** Part of the card was copied; `index` is the reply's place, undefined the whole card. */
  copied(card: Card, index: number | undefined): void;
  /** A link of the card was opened. */
  opened(card: Card, uri: string): void;
  /** A thumb was given, or taken back (undefined). */
  judged(card: Card, verdict: Verdict | undefined): void;
  /** Sends what waits now, as a page that goes away must. */
  flush(): void;
  close(): void;
}

export interface FeedbackDeskOptions {
  /** Where batches go; "" for nowhere. */
  url: string;
  conversationName: string;
  pass: Pick<DesktopPass, "token">;
}

/** All that is known of one record; the server is told all of it each time. */
interface Told {
  displayed: boolean;
  clicked: boolean;
  copied: boolean;
  verdict: Verdict | "none" | null;
  /** Links opened since the last telling: the server appends them to those it has. */
  openedUris: string[];
  detail: CardOrigin["detail"];
}

const GATHER_MS = 1_000;
const BATCH = 25;
/** Records of one call that are kept; beyond it new ones go untold. */
const MAX_RECORDS = 2_000;
const MAX_URIS = 20;
const REQUEST_DEADLINE_MS = 10_000;
const RETRY = { firstMs: 2_000, maxMs: 60_000, maxAttempts: 12 };

export function createFeedbackDesk(options: FeedbackDeskOptions): FeedbackDesk {
  const { url, conversationName, pass } = options;
  const known = new Map<string, Told>();
  const waiting = new Set<string>();
  /** Record and link, so that none is told twice. */
  const toldUris = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let failures = 0;

  function change(
    card: Card,
    records: readonly string[],
    apply: (told: Told, record: string) => boolean,
  ): void {
    if (url === "") return;
    for (const record of records) {
      if (record === "" || (!known.has(record) && known.size >= MAX_RECORDS)) continue;
      const told = known.get(record) ?? newTold(card.origin.detail);
      known.set(record, told);
      if (!apply(told, record)) continue;
      waiting.add(record);
      plan(GATHER_MS);
    }
  }

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

  /** Returns the records to send again. What the server refuses for good is not repeated. */
  async function post(records: string[]): Promise<string[]> {
    const items = records.map((answerRecord) => ({ answerRecord, ...known.get(answerRecord) }));
    const uriCounts = items.map(({ openedUris }) => openedUris?.length ?? 0);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${pass.token()}`, "content-type": "application/json" },
        body: JSON.stringify({ conversationName, items }),
        // A page that is being closed may still tell.
        keepalive: true,
        signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
      });
      if (!response.ok) return response.status === 401 || response.status >= 500 ? records : [];
      const retry = listOf(recordOf(await response.json()).retry);
      records.forEach((record, index) => {
        // Links opened while this was on its way stay for the next telling.
        if (!retry.includes(record)) known.get(record)?.openedUris.splice(0, uriCounts[index]);
      });
      return records.filter((record) => retry.includes(record));
    } catch {
      // No answer: the next try is planned with its back-off.
      return records;
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
    judged: (card, verdict) =>
      change(card, card.origin.records, (told) => {
        told.verdict = verdict ?? "none";
        return true;
      }),
    flush: () => void send(),
    close: () => clearTimeout(timer),
  };
}

function newTold(detail: CardOrigin["detail"]): Told {
  return { displayed: false, clicked: false, copied: false, verdict: null, openedUris: [], detail };
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
