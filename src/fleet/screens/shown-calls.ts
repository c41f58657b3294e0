/** Shows the calls that this instance owns to screens of other instances: answers what they ask, and tells changes while they follow. */
import type { Clock } from "../../base/clock.ts";
import type { LocalDirectory } from "../../calls/directory.ts";
import type { CallNews, WatchedCall } from "../../calls/port.ts";
import type { CallStateView } from "../../calls/view.ts";
import type { CallSummary } from "../../contract/call-summary.ts";
import type { Bus } from "../bus.ts";
import {
  CHANGED,
  FOLLOWING,
  FOLLOWING_EVERY_MS,
  LEDGERS,
  NEWS,
  PICTURE,
  ROWS,
  VIEW,
  viewsOf,
} from "./topics.ts";

/** As often as a console's list may move. */
const CHANGES_EVERY_MS = 250;
const FOLLOWED_FOR_MS = 3 * FOLLOWING_EVERY_MS;
const ROWS_AT_ONCE = 500;

export interface ShownCallsOptions {
  bus: Pick<Bus, "shout" | "onShout" | "onAsk">;
  local: Pick<LocalDirectory, "list" | "get" | "watched" | "picture" | "onWatched">;
  /** The accounts as they are now. */
  ledgersOf(callKey: string): CallNews["ledgers"];
  clock: Clock;
}

export interface ShownCalls {
  /** To be told of every view of a call that is owned here. */
  viewChanged(callKey: string, view: CallStateView): void;
  close(): void;
}

export function showCalls({ bus, local, ledgersOf, clock }: ShownCallsOptions): ShownCalls {
  let changed = new Set<WatchedCall>();
  let followedUntilMs = 0;
  let unlisten: (() => void) | null = null;
  let timer: unknown = null;

  async function tellChanges(): Promise<void> {
    timer = null;
    const due = [...changed].slice(0, ROWS_AT_ONCE);
    for (const call of due) changed.delete(call);
    if (changed.size > 0) arm();
    if (clock.now() >= followedUntilMs) return unfollow();
    const rows = await Promise.all(due.map((call) => call.summary()));
    if (rows.length > 0) bus.shout(CHANGED, { rows });
  }

  function arm(): void {
    timer ??= clock.setTimeout(() => void tellChanges(), CHANGES_EVERY_MS);
  }

  function unfollow(): void {
    unlisten?.();
    unlisten = null;
    changed = new Set();
  }

  function followed(): void {
    followedUntilMs = clock.now() + FOLLOWED_FOR_MS;
    unlisten ??= local.onWatched((call) => {
      changed.add(call);
      arm();
    });
  }

  function rowsAfter(afterKey: string): { rows: CallSummary[]; isMore: boolean } {
    const calls = local.list().filter(({ ref }) => ref.callKey > afterKey);
    calls.sort((a, b) => (a.ref.callKey < b.ref.callKey ? -1 : 1));
    const rows = calls.slice(0, ROWS_AT_ONCE).map((call) => call.summary());
    return { rows, isMore: calls.length > rows.length };
  }

  async function newsOf(callKey: string, afterLine: number): Promise<CallNews | null> {
    const call = await local.watched(callKey);
    if (call === null) return null;
    const news = await call.news(afterLine);
    return { ...news, ledgers: { ...news.ledgers, ...ledgersOf(callKey) } };
  }

  const closers = [
    bus.onShout(FOLLOWING, followed),
    bus.onAsk(ROWS, ({ afterKey }) => rowsAfter(afterKey)),
    bus.onAsk(NEWS, ({ callKey, afterLine }) => newsOf(callKey, afterLine)),
    bus.onAsk(PICTURE, async ({ callKey }) => {
      const picture = await local.picture(callKey);
      if (picture === null) return null;
      const { report } = picture;
      return { ...picture, report: { ...report, ledgers: { ...report.ledgers, ...ledgersOf(callKey) } } };
    }),
    bus.onAsk(LEDGERS, ({ callKey }) => (local.get(callKey) === null ? {} : ledgersOf(callKey))),
    bus.onAsk(VIEW, ({ callKey }) => ({ view: local.get(callKey)?.view() ?? null })),
  ];
  return {
    viewChanged: (callKey, view) => bus.shout(viewsOf(callKey), { view }),
    close() {
      for (const close of closers) close();
      unfollow();
      clock.clearTimeout(timer);
    },
  };
}
