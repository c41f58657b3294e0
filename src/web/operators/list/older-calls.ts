/** Fetches the list: all live calls once, ended ones page by page, for one filter at a time; the answer to a filter that is gone is dropped. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { OperatorApi } from "../data/api.ts";
import { type CallFilter, NO_FILTER, serverQueryOf } from "../data/call-filter.ts";
import type { CallsStore } from "../data/calls-store.ts";
import { messageOf } from "../data/request.ts";

export class OlderCalls implements ReactiveController {
  isLoading = false;
  /** Why the last page did not come; "" when it did. */
  failure = "";
  /** False when the server has no more. */
  hasMore = true;

  readonly #host: ReactiveControllerHost;
  readonly #parts: () => { api: OperatorApi; store: CallsStore };
  readonly #onPage: (keys: string[]) => void;
  #filter: CallFilter = NO_FILTER;
  #before: number | undefined;
  /** The live calls are to come with the next page. */
  #isLiveDue = false;
  #turn = 0;

  constructor(
    host: ReactiveControllerHost,
    parts: () => { api: OperatorApi; store: CallsStore },
    onPage: (keys: string[]) => void,
  ) {
    this.#host = host;
    this.#parts = parts;
    this.#onPage = onPage;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#turn += 1;
    this.isLoading = false;
  }

  /** Starts again for another filter, or, with `allLive`, with all live calls. */
  begin(filter: CallFilter, { allLive = false }: { allLive?: boolean } = {}): void {
    this.#turn += 1;
    this.#filter = filter;
    this.#before = undefined;
    this.#isLiveDue ||= allLive;
    this.isLoading = false;
    this.hasMore = filter.live !== "live" || this.#isLiveDue;
    this.failure = "";
    this.more();
  }

  /** Fetches the next page unless one is under way, none is left, or the last one failed without another request. */
  more(options: { isAsked?: boolean } = {}): void {
    if (this.isLoading || !this.hasMore || (this.failure !== "" && options.isAsked !== true)) return;
    this.isLoading = true;
    void this.#load(this.#turn);
  }

  async #load(turn: number): Promise<void> {
    const { api, store } = this.#parts();
    try {
      const allLive = this.#isLiveDue;
      if (allLive) store.beginListing();
      const before = this.#before;
      const list = await api.listCalls(this.#filter, {
        allLive,
        ...(before === undefined ? {} : { before }),
      });
      if (turn !== this.#turn) return;
      this.failure = "";
      this.#before = list.nextBefore ?? undefined;
      this.hasMore = list.nextBefore !== null;
      this.#isLiveDue = false;
      if (allLive) store.takeListing(list);
      else store.addListed(list);
      this.#onPage(list.calls.filter(({ live }) => !live).map(({ callKey }) => callKey));
    } catch (caught) {
      if (turn !== this.#turn) return;
      this.failure = messageOf(caught);
    }
    this.isLoading = false;
    this.#host.requestUpdate();
  }

  /** Whether another filter needs other pages. */
  static isSameQuestion(a: CallFilter, b: CallFilter): boolean {
    return serverQueryOf(a).toString() === serverQueryOf(b).toString();
  }
}
