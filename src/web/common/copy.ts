/** Puts text on the clipboard, also from an iframe whose host page did not allow the clipboard API, and shows the result. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Must run within a click or key press; returns false when the browser allows neither way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The older way needs no permission: select the text in an invisible field. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.setAttribute("aria-hidden", "true");
  field.style.cssText = "position:fixed;inset-block-start:0;opacity:0;pointer-events:none";
  document.body.append(field);
  try {
    field.select();
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}

/** Keeps what a copy came to in sight for a moment, for as long as its host is on the page. */
export class FreshResult<Result> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #shownMs: number;
  #value: Result | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, shownMs: number) {
    this.#host = host;
    this.#shownMs = shownMs;
    host.addController(this);
  }

  /** Undefined once it is no longer fresh. */
  get value(): Result | undefined {
    return this.#value;
  }

  show(value: Result): void {
    clearTimeout(this.#timer);
    this.#set(value);
    this.#timer = setTimeout(() => this.#set(undefined), this.#shownMs);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  #set(value: Result | undefined): void {
    this.#value = value;
    this.#host.requestUpdate();
  }
}
