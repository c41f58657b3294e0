/** The participants of a conversation: one per speaker, reused across legs, restarts and instances. */
import { createHash } from "node:crypto";
import type { protos, v2beta1 } from "@google-cloud/dialogflow";
import { SidetoneError } from "../../base/errors.ts";
import {
  MAX_SPEAKERS,
  type ParticipantRole,
  roleOf,
  SPEAKER_ROLES,
  type Speaker,
  speakerOf,
} from "../../contract/speaker.ts";
import { type AttemptOptions, callUnary, type UnaryContext, untilAborted } from "./unary.ts";

type Participant = protos.google.cloud.dialogflow.v2beta1.IParticipant;

/** The part of Google's ParticipantsClient that is used. */
export type ParticipantsApi = Pick<v2beta1.ParticipantsClient, "listParticipants" | "createParticipant">;

export interface ParticipantsOptions extends UnaryContext {
  api: ParticipantsApi;
  /** Told of each that was found or made, before its name is given out. Default: nobody is. */
  onFound?(found: NamedParticipant): void;
}

/** A speaker's participant; its id is the last part of its name. */
export interface NamedParticipant {
  callKey: string;
  speaker: Speaker;
  participantId: string;
}

export interface ParticipantRequest {
  conversationName: string;
  callKey: string;
  speaker: Speaker;
  signal?: AbortSignal;
}

/** Participant.obfuscated_external_user_id, at most 256 characters: tells two human agents of a call apart. */
export function externalUserIdOf(callKey: string, speaker: Speaker): string {
  return createHash("sha256").update(`${callKey}\n${speaker}`).digest("hex");
}

export class Participants {
  readonly #options: ParticipantsOptions;
  readonly #inFlight = new Map<string, Promise<string>>();

  constructor(options: ParticipantsOptions) {
    this.#options = options;
  }

  /** The full name of the speaker's participant. Callers who ask at the same time share one request. */
  async find(request: ParticipantRequest): Promise<string> {
    const key = `${request.conversationName}\n${request.speaker}`;
    let finding = this.#inFlight.get(key);
    if (finding === undefined) {
      finding = this.#findOrCreate(request).finally(() => this.#inFlight.delete(key));
      this.#inFlight.set(key, finding);
    }
    return await untilAborted(finding, "finding the participant", request.signal);
  }

  /** An attempt whose answer was lost may have created it: each attempt looks first. */
  #findOrCreate(request: ParticipantRequest): Promise<string> {
    return callUnary(this.#options, "finding the participant", async (options) => {
      const known = await this.#list(request.conversationName, options);
      const participant = chooseParticipant(known, request) ?? (await this.#create(request, options));
      if (participant.name == null || participant.name === "") {
        throw new SidetoneError("UPSTREAM_REFUSED", "Dialogflow gave a participant without a name");
      }
      const { callKey, speaker } = request;
      const participantId = participant.name.split("/").at(-1) ?? "";
      this.#options.onFound?.({ callKey, speaker, participantId });
      return participant.name;
    });
  }

  async #list(parent: string, options: AttemptOptions): Promise<Participant[]> {
    const [participants] = await this.#options.api.listParticipants({ parent }, options);
    return participants;
  }

  async #create(request: ParticipantRequest, options: AttemptOptions): Promise<Participant> {
    const { conversationName, callKey, speaker } = request;
    const obfuscatedExternalUserId = externalUserIdOf(callKey, speaker);
    const [participant] = await this.#options.api.createParticipant(
      { parent: conversationName, participant: { role: roleOf(speaker), obfuscatedExternalUserId } },
      options,
    );
    return participant;
  }
}

/** Sidetone's first; then, for the first agent and the first customer, another program's of the same role. */
function chooseParticipant(known: Participant[], request: ParticipantRequest): Participant | undefined {
  const { callKey, speaker } = request;
  const ownId = externalUserIdOf(callKey, speaker);
  const own = known.find((participant) => participant.obfuscatedExternalUserId === ownId);
  if (own !== undefined || (speaker !== "agent" && speaker !== "customer")) return own;
  const role: ParticipantRole = roleOf(speaker);
  const others = othersOf(callKey, speaker);
  return known.find(
    (participant) => participant.role === role && !others.has(participant.obfuscatedExternalUserId ?? ""),
  );
}

/** The ids that Sidetone gives to all other speakers a call may have. */
function othersOf(callKey: string, speaker: Speaker): Set<string> {
  const ids = SPEAKER_ROLES.flatMap((role) =>
    Array.from({ length: MAX_SPEAKERS }, (_, index) => speakerOf(role, index + 1)),
  );
  return new Set(ids.filter((id) => id !== speaker).map((id) => externalUserIdOf(callKey, id)));
}
