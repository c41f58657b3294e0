/** Whether a leg is heard or stands by for another one that brings the same voice. The call decides; the leg tells it of silence. */
import type { LegTurn } from "../../actors/call/events.ts";
import type { AudioSink } from "../../audio/sink.ts";

export interface TurnOptions {
  /** At the beginning. */
  standsBy: boolean;
  sink: Pick<AudioSink, "standBy" | "takeOver">;
  /** The leg that is heard. */
  heardLeg(): { legId: string; isAlive: boolean } | undefined;
  /** It sends nothing any more; told once. */
  onSilent(legId: string): void;
}

export class Turn {
  readonly #options: TurnOptions;
  #standsBy: boolean;
  #silentLegId: string | undefined;

  constructor(options: TurnOptions) {
    this.#options = options;
    this.#standsBy = options.standsBy;
    if (options.standsBy) options.sink.standBy();
  }

  get standsBy(): boolean {
    return this.#standsBy;
  }

  /** At each message. */
  watch(): void {
    if (!this.#standsBy) return;
    const heard = this.#options.heardLeg();
    if (heard === undefined || heard.isAlive || heard.legId === this.#silentLegId) return;
    this.#silentLegId = heard.legId;
    this.#options.onSilent(heard.legId);
  }

  obey(turn: LegTurn): void {
    this.#standsBy = turn.type === "leg.standBy";
    this.#silentLegId = undefined;
    if (turn.type === "leg.standBy") this.#options.sink.standBy();
    else this.#options.sink.takeOver(turn.until);
  }
}
