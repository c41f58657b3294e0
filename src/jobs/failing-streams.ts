/** Notices repeated failures of streams in Five9's reports: by subscription, domain and kind of failure. */
import type { Clock } from "../base/clock.ts";
import { cutText } from "../base/text-safety.ts";
import type { MediastreamEvent } from "./mediastream-event.ts";
import { hasFailed } from "./reported-failure.ts";

export interface FailingStreamsOptions {
  clock: Clock;
  /** `calls` is 0 when it is over. */
  onChange(group: FailureGroup, calls: number): void;
  windowMs?: number;
  /** Calls within the window from which on it is an alarm. */
  fromCalls?: number;
}

export interface FailureGroup {
  subscriptionId: string;
  domainId: string;
  failureType: string;
}

const DEFAULT_WINDOW_MS = 300_000;
const DEFAULT_FROM_CALLS = 5;
/** Groups beyond this many are forgotten, the one that failed longest ago first. */
const MAX_GROUPS = 200;
/** More calls in a group add nothing. */
const MAX_CALLS = 1_000;
const MAX_NAME_CHARACTERS = 60;

interface Group {
  about: FailureGroup;
  /** When each call last failed, oldest first. */
  calls: Map<string, number>;
  isTold: boolean;
}

/** Memory is bounded by groups and calls; owner calls close(). */
export class FailingStreams {
  readonly #options: FailingStreamsOptions;
  readonly #groups = new Map<string, Group>();
  #timer: unknown = null;

  constructor(options: FailingStreamsOptions) {
    this.#options = options;
  }

  /** A report without a key may be anyone's and does not count. */
  hear(event: MediastreamEvent): void {
    if (event.unproved === true || !hasFailed(event)) return;
    const about: FailureGroup = {
      subscriptionId: cutText(event.subscriptionId, MAX_NAME_CHARACTERS),
      domainId: cutText(event.domainId, MAX_NAME_CHARACTERS),
      failureType: cutText(event.failureType || event.status, MAX_NAME_CHARACTERS),
    };
    const key = JSON.stringify(Object.values(about));
    const group = this.#groups.get(key) ?? { about, calls: new Map(), isTold: false };
    // Removed and added: the map is in the order of the last failures.
    this.#groups.delete(key);
    this.#groups.set(key, group);
    group.calls.delete(event.callId);
    group.calls.set(event.callId, this.#options.clock.now());
    this.#bound(group);
    const { fromCalls = DEFAULT_FROM_CALLS } = this.#options;
    if (group.calls.size >= fromCalls) {
      group.isTold = true;
      this.#options.onChange(about, group.calls.size);
    }
    this.#arm();
  }

  close(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #bound(group: Group): void {
    const [oldestCall] = group.calls.keys();
    if (group.calls.size > MAX_CALLS && oldestCall !== undefined) group.calls.delete(oldestCall);
    const [oldest] = this.#groups;
    if (this.#groups.size > MAX_GROUPS && oldest !== undefined) this.#forget(...oldest);
  }

  #arm(): void {
    if (this.#timer !== null || this.#groups.size === 0) return;
    const { clock, windowMs = DEFAULT_WINDOW_MS } = this.#options;
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      this.#expire(clock.now() - windowMs);
      this.#arm();
    }, windowMs / 10);
  }

  #expire(beforeMs: number): void {
    const { fromCalls = DEFAULT_FROM_CALLS } = this.#options;
    for (const [key, group] of this.#groups) {
      for (const [callId, atMs] of group.calls) {
        if (atMs > beforeMs) break;
        group.calls.delete(callId);
      }
      if (group.isTold && group.calls.size < fromCalls) {
        group.isTold = false;
        this.#options.onChange(group.about, 0);
      }
      if (group.calls.size === 0) this.#forget(key, group);
    }
  }

  #forget(key: string, group: Group): void {
    this.#groups.delete(key);
    if (group.isTold) this.#options.onChange(group.about, 0);
  }
}
