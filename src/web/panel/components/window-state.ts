/** What the window tells the page: whether it is wide, and, each second, the time. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** From this width on both panes are side by side. */
const WIDE_QUERY = "(min-width: 720px)";
const TICK_MS = 1_000;

export class WindowState implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #wide = matchMedia(WIDE_QUERY);
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Milliseconds since the Unix epoch. */
  nowMs = Date.now();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get isWide(): boolean {
    return this.#wide.matches;
  }

  hostConnected(): void {
    this.#wide.addEventListener("change", this.#onWide);
    this.#timer = setInterval(() => {
      this.nowMs = Date.now();
      this.#host.requestUpdate();
    }, TICK_MS);
  }

  hostDisconnected(): void {
    this.#wide.removeEventListener("change", this.#onWide);
    clearInterval(this.#timer);
  }

  #onWide = (): void => this.#host.requestUpdate();
}
