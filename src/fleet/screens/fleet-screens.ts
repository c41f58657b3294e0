/** What is read of calls on any instance, in front of those that this one owns: for consoles, desktops and carriers. */
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { LocalDirectory } from "../../calls/directory.ts";
import type { CallConsole, CallNews, CallPicture, CallViews, WatchedCall } from "../../calls/port.ts";
import type { CallStateView } from "../../calls/view.ts";
import type { CallStore } from "../../storage/port.ts";
import type { Bus } from "../bus.ts";
import type { Place } from "../mailbox.ts";
import { FarCalls } from "./far-calls.ts";
import { watchViews } from "./far-views.ts";
import { type ShownCalls, showCalls } from "./shown-calls.ts";

export interface FleetScreensOptions {
  bus: Bus;
  local: LocalDirectory;
  /** Rejects with what Redis says. */
  placeOf(callKey: string): Promise<Place>;
  /** Instances that live, but for this one. */
  instances(): Promise<readonly string[]> | readonly string[];
  lives(instance: string): Promise<boolean>;
  /** The accounts of a call that is owned here, as they are now. */
  ledgersOf(callKey: string): CallNews["ledgers"];
  store: Pick<CallStore, "get">;
  clock: Clock;
  logger: Logger;
}

type Screens = CallViews & Omit<CallConsole, "act" | "inspect">;

export class FleetScreens implements Screens {
  readonly watchView: CallViews["watchView"];
  readonly #options: FleetScreensOptions;
  readonly #shown: ShownCalls;
  readonly #far: FarCalls;

  constructor(options: FleetScreensOptions) {
    this.#options = options;
    const { local, placeOf } = options;
    this.#shown = showCalls(options);
    this.#far = new FarCalls({
      ...options,
      ownerOf: async (callKey) => (await placeOf(callKey)).instance,
      isHere: (callKey) => local.get(callKey) !== null,
    });
    this.watchView = watchViews(options);
  }

  /** To be told of every view of a call that is owned here. */
  viewChanged(callKey: string, view: CallStateView): void {
    this.#shown.viewChanged(callKey, view);
  }

  count = async (): Promise<number> => (await this.#options.local.count()) + this.#far.count();

  async watchedCalls(): Promise<readonly WatchedCall[]> {
    const [here, far] = await Promise.all([this.#options.local.watchedCalls(), this.#far.list()]);
    return [...here, ...far];
  }

  async watched(callKey: string): Promise<WatchedCall | null> {
    return (await this.#options.local.watched(callKey)) ?? (await this.#far.watched(callKey));
  }

  async picture(callKey: string): Promise<CallPicture | null> {
    return (await this.#options.local.picture(callKey)) ?? (await this.#far.picture(callKey));
  }

  onWatched(listener: (call: WatchedCall) => void): () => void {
    const ends = [this.#options.local.onWatched(listener), this.#far.onChanged(listener)];
    return () => {
      for (const end of ends) end();
    };
  }

  /** The accounts as they are now; of a call elsewhere as its owner told them within the last seconds. */
  ledgersOf(callKey: string): CallNews["ledgers"] {
    const { local, ledgersOf } = this.#options;
    return local.get(callKey) === null ? this.#far.ledgersOf(callKey) : ledgersOf(callKey);
  }

  close(): void {
    this.#far.close();
    this.#shown.close();
  }
}
