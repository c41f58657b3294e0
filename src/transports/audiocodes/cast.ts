/** Who takes part in a conversation: announced at the start, later, or only by their words; and in which role. */
import { isId } from "../../base/text-safety.ts";
import { CALLEE_FIELD, CALLER_FIELD } from "../../contract/address-fields.ts";
import { MAX_SPEAKERS } from "../../contract/speaker.ts";
import type { UnknownSpeakerCause } from "../../contract/unknown-speaker.ts";
import type { RoleMap } from "../../settings/participant-roles.ts";
import type { AddressMark } from "../agent-applications/address-mark.ts";
import { marksOf } from "../agent-applications/address-spellings.ts";
import type { AnnouncedParticipant, StartActivity } from "./activity.ts";
import { type Participant, ParticipantList, type SpeakerNames } from "./participants.ts";
import { assignSpeakers, configuredRole, isSwapped, type RoleOptions } from "./roles.ts";

/** Of a call that a former process began. */
export type KnownParticipant = Pick<Participant, "participant" | "speaker" | "addressMark">;

type End = "caller" | "callee";

const END_FIELDS: Record<End, string> = { caller: CALLER_FIELD, callee: CALLEE_FIELD };

type Newcomer = Pick<AnnouncedParticipant, "participant"> & { uriUser?: string | undefined };

/** What a newcomer gets for its part. */
export type Leg = Omit<Participant, "partials">;

export interface CastOptions {
  markOf: AddressMark;
  roles: RoleMap;
  legOf(newcomer: KnownParticipant): Leg;
  /** A newcomer is in the list from now on. */
  onAdded(participant: Participant): void;
  onUnknown(cause: UnknownSpeakerCause): void;
}

export class Cast {
  readonly list: ParticipantList;
  readonly #options: CastOptions;
  #isOutbound = false;
  /** Marks of the call's two ends, by the names that VoiceAI Connect gives these. */
  readonly #ends = new Map<End, string>();

  constructor(options: CastOptions) {
    this.#options = options;
    this.list = new ParticipantList(options.markOf);
  }

  /** The same for a leg's origin. */
  get ends(): Record<string, string> {
    return Object.fromEntries([...this.#ends].map(([end, mark]) => [END_FIELDS[end], mark]));
  }

  resume(participants: readonly KnownParticipant[]): void {
    this.#isOutbound = participants.some((known) => isSwapped(known, this.#options.roles));
    for (const known of participants) this.#take(known);
  }

  /** A later start may announce more participants; those that are known stay what they are. */
  announce({ participants, isOutbound, caller, callee }: StartActivity): void {
    if (isOutbound) this.#isOutbound = true;
    this.#noteEnd("caller", caller);
    this.#noteEnd("callee", callee);
    const newcomers = participants.filter(({ participant }) => !this.list.has(participant));
    const added = this.#add(newcomers.slice(0, MAX_SPEAKERS - this.list.size), true);
    if (added.length < newcomers.length) this.#options.onUnknown("tooMany");
  }

  #noteEnd(end: End, { user = "" }: StartActivity[End]): void {
    const [mark] = marksOf(user, this.#options.markOf);
    if (mark !== undefined) this.#ends.set(end, mark);
  }

  /** Whose words these are; somebody who was not announced takes part from now on. Else why nobody can be told. */
  speakerOf(names: SpeakerNames): Participant | UnknownSpeakerCause {
    const found = this.list.find(names);
    if (found === "several") return "ambiguous";
    return found ?? this.#atCallEnd(names) ?? this.#appearing(names);
  }

  /** The call's caller or callee by number, where the participants came without addresses or not at all. */
  #atCallEnd({ participant, participantUriUser }: SpeakerNames): Participant | undefined {
    if (participant !== undefined || participantUriUser === undefined) return undefined;
    const marks = marksOf(participantUriUser, this.#options.markOf);
    const names = [...this.#ends].filter(([, end]) => marks.includes(end)).map(([name]) => name);
    const [name] = names;
    if (name === undefined || names.length > 1) return undefined;
    const role = configuredRole({ participant: name }, this.#roleOptions());
    const inRole = role === undefined ? [] : this.list.inRole(role);
    if (inRole.length > 0) return inRole.length === 1 ? inRole[0] : undefined;
    return this.#add([{ participant: name, uriUser: participantUriUser }], false)[0];
  }

  #appearing({ participant, participantUriUser }: SpeakerNames): Participant | UnknownSpeakerCause {
    if (participant === undefined || !isId(participant)) return "nameless";
    if (this.list.size >= MAX_SPEAKERS) return "tooMany";
    const [added] = this.#add([{ participant, uriUser: participantUriUser }], false);
    return added ?? "tooMany";
  }

  /** Customer and agent may be told by their order of announcement; any other role has to be set or numbered. */
  #add(newcomers: readonly Newcomer[], isAnnounced: boolean): Participant[] {
    const taken = this.list.speakers();
    const parts = assignSpeakers(newcomers, { ...this.#roleOptions(), taken });
    return newcomers.flatMap(({ participant, uriUser }) => {
      const part = parts.get(participant);
      if (part === undefined) return [];
      const [addressMark] = uriUser === undefined ? [] : marksOf(uriUser, this.#options.markOf);
      const { speaker, by } = part;
      const added = this.#take({
        participant,
        speaker,
        ...(addressMark === undefined ? {} : { addressMark }),
      });
      if (by === "default" || (by === "order" && !isAnnounced)) this.#options.onUnknown("roleGuessed");
      return added;
    });
  }

  #roleOptions(): RoleOptions {
    return { roles: this.#options.roles, isOutbound: this.#isOutbound };
  }

  #take(known: KnownParticipant): Participant {
    const participant = this.list.add(this.#options.legOf(known));
    this.#options.onAdded(participant);
    return participant;
  }
}
