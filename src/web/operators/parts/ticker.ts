/** One clock for everything on the page that shows a running time: one timer, however many elements look at it. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

const TICK_MS = 1_000;
const hosts = new Set<ReactiveControllerHost>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  // A page in the background is not looked at.
  if (document.visibilityState === "hidden") return;
  for (const host of hosts) host.requestUpdate();
}

/** Renders its host once a second while it is in the page. */
export class Ticker implements ReactiveController {
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    hosts.add(this.#host);
    timer ??= setInterval(tick, TICK_MS);
  }

  hostDisconnected(): void {
    hosts.delete(this.#host);
    if (hosts.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }
}
