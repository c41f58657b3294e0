/** Words being spoken: to desktops here and at other processes, and never after newer ones of their utterance. */
import type { FinalTranscript, InterimTranscript } from "../assist/event.ts";
import { entryOf, eventOf, type LoggedNotification } from "../assist/google/logged.ts";
import type { AssistDataType } from "../assist/google-notification.ts";
import type { Desktop } from "./desktop.ts";
import type { Doorbell } from "./doorbell.ts";
import { createUtteranceMemory, type UtteranceMemory } from "./utterances.ts";

const RECOGNITION: AssistDataType = "new-recognition-result-notification-event";

export class Interims {
  readonly #doorbell: Doorbell;
  readonly #utterances: UtteranceMemory;
  #shown = 0;
  #dropped = 0;

  constructor(options: { doorbell: Doorbell; maxRememberedUtterances: number }) {
    this.#doorbell = options.doorbell;
    this.#utterances = createUtteranceMemory(options.maxRememberedUtterances);
  }

  get counts(): { interimShown: number; interimDropped: number } {
    return { interimShown: this.#shown, interimDropped: this.#dropped };
  }

  /** One that came in here. */
  take(desktops: Iterable<Desktop>, event: InterimTranscript): void {
    this.#show(desktops, event);
    const { room } = event.conversation;
    if (this.#doorbell.showsInterims(room)) this.#doorbell.ringInterim(room, entryOf(event));
  }

  /** One that came in at another process. */
  hear(desktops: Iterable<Desktop>, room: string, interim: LoggedNotification): void {
    const event = eventOf(room, interim);
    if (event.type === "transcript.interim") this.#show(desktops, event);
  }

  /** What is shown of this utterance from now on is too late. */
  finish(event: FinalTranscript): void {
    this.#utterances.finish(event);
  }

  /** An entry of the log, which another process may have written. */
  noteEntry(room: string, entry: LoggedNotification): void {
    if (!this.#doorbell.hasOthers || entry.dataType !== RECOGNITION) return;
    const event = eventOf(room, entry);
    if (event.type === "transcript.final") this.finish(event);
  }

  #show(desktops: Iterable<Desktop>, event: InterimTranscript): void {
    if (!this.#utterances.isFresh(event)) {
      this.#dropped += 1;
      return;
    }
    for (const desktop of desktops) {
      if (desktop.wantsInterims && desktop.showInterim(event) && !desktop.isOnlooker) this.#shown += 1;
    }
  }
}
