/** The announced participants of one conversation, and which of them an activity is about. */
import type { AudioSink } from "../../audio/sink.ts";
import { type Speaker, type SpeakerRole, speakerRoleOf } from "../../contract/speaker.ts";
import { nameKey } from "../../settings/participant-roles.ts";
import type { AddressMark } from "../agent-applications/address-mark.ts";
import { marksOf } from "../agent-applications/address-spellings.ts";
import { PartialOrder } from "./partial-order.ts";

export interface Participant {
  readonly participant: string;
  /** Of the user part of the participant's URI, where it is known. */
  readonly addressMark?: string;
  readonly speaker: Speaker;
  readonly legId: string;
  /** Absent if the words come as text. */
  readonly sink?: AudioSink;
  /** True between startRecognition and stopRecognition. */
  isRecognized: boolean;
  /** Utterances finished so far. */
  utterances: number;
  /** Which partial results are news. */
  readonly partials: PartialOrder;
}

/** What an activity says of its speaker; either may be missing. */
export interface SpeakerNames {
  participant?: string | undefined;
  participantUriUser?: string | undefined;
}

export class ParticipantList {
  readonly #markOf: AddressMark;
  readonly #all = new Map<string, Participant>();

  constructor(markOf: AddressMark) {
    this.#markOf = markOf;
  }

  get size(): number {
    return this.#all.size;
  }

  add(leg: Omit<Participant, "partials">): Participant {
    const participant = { ...leg, partials: new PartialOrder() };
    this.#all.set(participant.participant, participant);
    return participant;
  }

  /**
   * By participant as it is written; else without regard to case and blanks; else by the user part of the URI, which
   * may also be in the participant's place. "several" fit equally well, or nobody does (undefined).
   */
  find({ participant, participantUriUser }: SpeakerNames): Participant | "several" | undefined {
    const exact = participant === undefined ? undefined : this.#all.get(participant);
    if (exact !== undefined) return exact;
    const named = participant === undefined ? "" : nameKey(participant);
    const alike = named === "" ? [] : this.all().filter((entry) => nameKey(entry.participant) === named);
    if (alike.length === 1) return alike[0];
    const candidates = alike.length > 1 ? alike : this.all();
    for (const address of [participantUriUser, participant]) {
      const marks = address === undefined ? [] : marksOf(address, this.#markOf);
      const atAddress = candidates.filter((entry) => marks.includes(entry.addressMark ?? ""));
      if (atAddress.length === 1) return atAddress[0];
      if (atAddress.length > 1) return "several";
    }
    return alike.length > 1 ? "several" : undefined;
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

  inRole(role: SpeakerRole): Participant[] {
    return this.all().filter((entry) => speakerRoleOf(entry.speaker) === role);
  }
}
