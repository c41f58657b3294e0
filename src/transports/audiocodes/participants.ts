/** The announced participants of one conversation: their roles, their recognition and their legs. */
import type { AudioSink } from "../../audio/sink.ts";
import type { Speaker } from "../../contract/speaker.ts";

export interface Participant {
  readonly participant: string;
  readonly speaker: Speaker;
  readonly legId: string;
  /** Absent if the words come as text. */
  readonly sink?: AudioSink;
  /** True between startRecognition and stopRecognition. */
  isRecognized: boolean;
  /** Utterances finished so far. */
  utterances: number;
}

export class ParticipantList {
  readonly #all = new Map<string, Participant>();

  get size(): number {
    return this.#all.size;
  }

  add(participant: Participant): void {
    this.#all.set(participant.participant, participant);
  }

  remove(participant: string): void {
    this.#all.delete(participant);
  }

  find(participant: string | undefined): Participant | undefined {
    return participant === undefined ? undefined : this.#all.get(participant);
  }

  has(participant: string): boolean {
    return this.#all.has(participant);
  }

  all(): Participant[] {
    return [...this.#all.values()];
  }

  speakers(): Speaker[] {
    return this.all().map(({ speaker }) => speaker);
  }

  of(speaker: Speaker): Participant[] {
    return this.all().filter((entry) => entry.speaker === speaker);
  }
}
