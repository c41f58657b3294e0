/** Where a call's recognisers find the conversation that switches recognition on and off. */
import type { Speaker } from "../../contract/speaker.ts";

/** One conversation, as its call's recognisers see it. */
export interface SpeechSwitch {
  /** Has the speaker recognised from now on; again without effect. */
  start(speaker: Speaker): void;
  stop(speaker: Speaker): void;
  /** Resolves when nothing the speaker said is on its way any more. Never rejects. */
  flushed(speaker: Speaker): Promise<void>;
}

export class RecognitionDesk {
  readonly #switches = new Map<string, SpeechSwitch>();

  attach(callKey: string, speechSwitch: SpeechSwitch): void {
    this.#switches.set(callKey, speechSwitch);
  }

  detach(callKey: string): void {
    this.#switches.delete(callKey);
  }

  of(callKey: string): SpeechSwitch | undefined {
    return this.#switches.get(callKey);
  }
}
