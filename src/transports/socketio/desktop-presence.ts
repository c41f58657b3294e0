/** Reports one desktop to its call: that it joined, as soon as the call exists, and that it left. */
import type { CallDirectory } from "../../calls/port.ts";

export class DesktopPresence {
  readonly #calls: Pick<CallDirectory, "sendTo">;
  readonly #callKey: string;
  readonly #desktopId: string;
  /** unsure: told, and not answered yet. */
  #state: "unknown" | "unsure" | "known" | "left" = "unknown";
  #isWantedAgain = false;

  constructor(calls: Pick<CallDirectory, "sendTo">, callKey: string, desktopId: string) {
    this.#calls = calls;
    this.#callKey = callKey;
    this.#desktopId = desktopId;
  }

  /** Tells the call unless it knows. To be repeated when there is a sign of a call. */
  announce(): void {
    if (this.#state === "unsure") this.#isWantedAgain = true;
    if (this.#state !== "unknown") return;
    this.#state = "unsure";
    this.#isWantedAgain = false;
    const desktop = { type: "desktop.joined", desktopId: this.#desktopId } as const;
    void this.#calls.sendTo(this.#callKey, desktop).then((answer) => this.#hear(answer === "taken"));
  }

  withdraw(): void {
    const state = this.#state;
    this.#state = "left";
    // The leaving is sent after the call has answered the joining.
    if (state === "known" || state === "unsure") {
      void this.#calls.sendTo(this.#callKey, { type: "desktop.left", desktopId: this.#desktopId });
    }
  }

  #hear(isKnown: boolean): void {
    if (this.#state !== "unsure") return;
    this.#state = isKnown ? "known" : "unknown";
    if (!isKnown && this.#isWantedAgain) this.announce();
  }
}
