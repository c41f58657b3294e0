/** Keeps the rows of the list where they are while the operator points at them, reads further down, or moves by keyboard. */
import type { CallSummary } from "../../../contract/call-summary.ts";
import { type HeldOrder, holdOrder } from "./call-order.ts";

export class RowHold {
  #shown: readonly string[] = [];
  #alarmed: ReadonlySet<string> = new Set();
  #scope = "";

  /**
   * What to show. `scope` names filter and order: another one is shown at once. `isHeld` says whether the operator looks;
   * an empty list has nothing to hold.
   */
  order(options: {
    wanted: readonly string[];
    calls: ReadonlyMap<string, CallSummary>;
    scope: string;
    isHeld: boolean;
  }): HeldOrder {
    const { wanted, calls, scope, isHeld } = options;
    if (isHeld && scope === this.#scope && this.#shown.length > 0) {
      const held = holdOrder(this.#shown, wanted, calls, this.#alarmed);
      this.#shown = held.keys;
      return held;
    }
    this.#scope = scope;
    this.#shown = wanted;
    this.#alarmed = new Set(wanted.filter((key) => (calls.get(key)?.alarms.length ?? 0) > 0));
    return { keys: wanted, newCalls: 0, newAlarms: 0 };
  }

  /** Older calls at the end push nothing away: they are shown at once. The first list is taken as it is ordered. */
  append(keys: readonly string[]): void {
    if (this.#shown.length === 0) return;
    this.#shown = [...new Set([...this.#shown, ...keys])];
  }

  /** The next order is taken as it is. */
  release(): void {
    this.#scope = "";
  }
}
