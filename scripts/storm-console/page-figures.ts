/** How a page fares while it is looked at: long tasks, input, elements, heap and what comes over its WebSocket. */
import type { CDPSession, Page } from "playwright-core";

/** By the Long Tasks API: what kept the main thread for more than 50 ms. */
export interface LongTasks {
  count: number;
  totalMs: number;
  longestMs: number;
}

export interface PageFigures {
  seconds: number;
  longTasks: LongTasks;
  /** Share of the time that long tasks took: what a person at this machine feels. */
  blockedShare: number;
  /** Processor time of the main thread, as a share of the time: what the page asks for, however busy the machine. */
  busyShare: number;
  /** Slowest reaction to a key or a click, as far as it took 16 ms and more; rounded to 8 ms by the browser. */
  slowestInputMs: number;
  /** Elements in the page, those of its components included. */
  elements: number;
  /** Of JavaScript, after a collection. */
  heapMb: number;
  /** Over the live feed, per second. */
  feed: { messages: number; kilobytes: number };
}

interface Seen {
  tasks: number[];
  inputs: number[];
  sinceMs: number;
}

/** Kept in the page, under a name of its own. */
type WatchedWindow = Window & { storm?: Seen };

/** Runs in the page before its own scripts. */
function watchInPage(): void {
  const seen: Seen = { tasks: [], inputs: [], sinceMs: performance.now() };
  (window as WatchedWindow).storm = seen;
  const durations = (into: number[]) =>
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) into.push(duration);
    });
  durations(seen.tasks).observe({ type: "longtask", buffered: true });
  durations(seen.inputs).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
}

/** Takes the figures out of the page, which starts again. */
function takeInPage(): Seen & { elements: number; nowMs: number } {
  const seen = (window as WatchedWindow).storm ?? { tasks: [], inputs: [], sinceMs: 0 };
  const nowMs = performance.now();
  const taken = { ...seen, tasks: seen.tasks.splice(0), inputs: seen.inputs.splice(0), nowMs };
  seen.sinceMs = nowMs;
  const countIn = (root: ParentNode): number =>
    [...root.querySelectorAll("*")].reduce(
      (sum, { shadowRoot }) => sum + 1 + (shadowRoot === null ? 0 : countIn(shadowRoot)),
      0,
    );
  return { ...taken, elements: countIn(document) };
}

const HEARD_DEADLINE_MS = 120_000;
const POLL_MS = 25;

export class PageWatch {
  readonly #page: Page;
  readonly #session: CDPSession;
  #processorMs = 0;
  #messages = 0;
  #bytes = 0;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        this.#messages += 1;
        this.#bytes += payload.length;
      });
    });
  }

  /** To be called before the page goes anywhere. */
  static async start(page: Page): Promise<PageWatch> {
    await page.addInitScript(watchInPage);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return new PageWatch(page, session);
  }

  /** Forgets what was so far. */
  async begin(): Promise<void> {
    await this.#page.evaluate(takeInPage);
    this.#processorMs = await this.#metric("ThreadTime", 1_000);
    this.#messages = this.#bytes = 0;
  }

  /** Resolves once so many messages have come since the beginning. */
  async heard(messages: number): Promise<void> {
    const endMs = performance.now() + HEARD_DEADLINE_MS;
    while (this.#messages < messages) {
      if (performance.now() > endMs) throw new Error("nothing more comes over the feed");
      await Bun.sleep(POLL_MS);
    }
  }

  /** What was since the beginning. */
  async take(): Promise<PageFigures> {
    const processorMs = (await this.#metric("ThreadTime", 1_000)) - this.#processorMs;
    const { tasks, inputs, sinceMs, nowMs, elements } = await this.#page.evaluate(takeInPage);
    const seconds = (nowMs - sinceMs) / 1_000;
    const totalMs = Math.round(tasks.reduce((sum, task) => sum + task, 0));
    const feed = {
      messages: rounded(this.#messages / seconds),
      kilobytes: rounded(this.#bytes / seconds / 1_000),
    };
    return {
      seconds: rounded(seconds),
      longTasks: { count: tasks.length, totalMs, longestMs: Math.round(Math.max(0, ...tasks)) },
      blockedShare: rounded(totalMs / 1_000 / seconds, 3),
      busyShare: rounded(processorMs / 1_000 / seconds, 3),
      slowestInputMs: Math.max(0, ...inputs),
      elements,
      heapMb: await this.#heapMb(),
      feed,
    };
  }

  async #heapMb(): Promise<number> {
    await this.#session.send("HeapProfiler.collectGarbage");
    return rounded(await this.#metric("JSHeapUsedSize", 1 / 1_000_000));
  }

  async #metric(wanted: string, factor: number): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN) * factor;
  }
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
