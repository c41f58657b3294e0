/** A conversation's side towards its call: participants become legs, transcripts texts, and recognition is switched. */
import type { CallEvent, LegCommand } from "../../actors/call/events.ts";
import type { AudioFormat, AudioSink } from "../../audio/sink.ts";
import { MAX_ID_CHARACTERS } from "../../base/text-safety.ts";
import type { Delivered } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { Speaker } from "../../contract/speaker.ts";
import { ADDRESS_FIELD } from "../agent-applications/address-mark.ts";
import type { SpeechSwitch } from "../speech-switch/recognition-desk.ts";
import type {
  AgentConnectedActivity,
  HypothesisActivity,
  OutboundActivity,
  StartActivity,
  TextActivity,
} from "./activity.ts";
import { AgentPresence } from "./agent-presence.ts";
import type { ConversationParts } from "./conversation-parts.ts";
import type { BotFramework } from "./conversation-port.ts";
import { type Participant, ParticipantList } from "./participants.ts";
import { requestIdOf } from "./request-id.ts";
import { assignSpeakers } from "./roles.ts";
import { sessionParamsOf } from "./session-params.ts";

const MAX_PARTICIPANTS = 16;

/** An activity to VoiceAI Connect that has no id and time yet. */
export type Wish = OutboundActivity extends infer A
  ? A extends OutboundActivity
    ? Omit<A, "id" | "timestampMs">
    : never
  : never;

/** Of a call that a former process began. */
export type KnownParticipant = Pick<Participant, "participant" | "speaker"> & { addressMark?: string };

export interface CallSideOptions {
  parts: ConversationParts;
  ref: CallRef;
  framework: BotFramework;
  /** Absent if words come as text. */
  audio: AudioFormat | undefined;
  want(wish: Wish): void;
}

export class CallSide implements SpeechSwitch {
  readonly #options: CallSideOptions;
  readonly #participants = new ParticipantList();
  readonly #presence = new AgentPresence();
  readonly #undo: (() => void)[] = [];
  #hasBegun = false;
  #deliveries: Promise<Delivered>[] = [];

  constructor(options: CallSideOptions) {
    this.#options = options;
  }

  /** True from the first start activity: from then on there is a call. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Takes up a call that lives already and opens its legs again. */
  resume(participants: readonly KnownParticipant[]): void {
    this.#begin();
    for (const { participant, speaker, addressMark } of participants)
      this.#openLeg(participant, speaker, addressMark);
  }

  /** A later one may announce more participants. */
  announce({ participants, agentConnected, isOutbound }: StartActivity): void {
    const { parts, framework, want } = this.#options;
    const newcomers = participants
      .filter(({ participant }) => !this.#participants.has(participant))
      .slice(0, MAX_PARTICIPANTS - this.#participants.size);
    if (!this.#hasBegun) {
      if (newcomers.length === 0) {
        want({ kind: "hangup", reason: "no participants were announced" });
        return;
      }
      this.#begin();
      want({ kind: "config", sessionParams: sessionParamsOf(parts.settings, framework) });
    }
    if (agentConnected !== undefined) {
      if (agentConnected) this.#presence.connect();
      this.#tellPresence();
    }
    const taken = this.#participants.speakers();
    const speakers = assignSpeakers(newcomers, { roles: parts.settings.roles, isOutbound, taken });
    for (const { participant, uriUser } of newcomers) {
      const speaker = speakers.get(participant);
      const addressMark = uriUser === undefined ? null : parts.markOf?.(uriUser);
      if (speaker === undefined) parts.count("withoutRole");
      else this.#openLeg(participant, speaker, addressMark ?? undefined);
    }
  }

  hearPresence({ connected, agentId }: AgentConnectedActivity): void {
    if (connected) this.#presence.connect(agentId);
    else this.#presence.disconnect(agentId);
    if (this.#hasBegun) this.#tellPresence();
  }

  /** Whether an agent is there was said in a way that cannot be read: the call has an alarm until it is said again. */
  missPresence(): void {
    const { parts, ref } = this.#options;
    if (this.#hasBegun) void parts.directory.sendTo(ref.callKey, { type: "agent.presenceUnread" });
  }

  hearText(activity: TextActivity): void {
    const { parts, ref } = this.#options;
    const { texts, clock, settings, count } = parts;
    const entry = this.#participants.find(activity.participant);
    if (entry === undefined) {
      count("strangers");
      return;
    }
    count("texts");
    const languageCode = activity.language ?? settings.languageCode;
    const nowMs = clock.now();
    texts.send({
      callKey: ref.callKey,
      speaker: entry.speaker,
      text: activity.text,
      languageCode,
      sentAtMs: Math.min(activity.timestampMs ?? nowMs, nowMs),
      requestId: requestIdOf(ref.callKey, activity.activityId),
    });
    // Shown at once; Dialogflow's own message, which begins with the same words, takes its place.
    if (settings.hypotheses) this.#show(entry, activity.text, languageCode);
    entry.utterances += 1;
  }

  hearHypothesis({ participant, text, language }: HypothesisActivity): void {
    const { parts, ref } = this.#options;
    const { settings, texts, count } = parts;
    const entry = this.#participants.find(participant);
    if (entry === undefined) {
      count("strangers");
      return;
    }
    count("hypotheses");
    texts.noteWords(ref.callKey, entry.speaker);
    if (settings.hypotheses) this.#show(entry, text, language ?? settings.languageCode);
  }

  sinkOf(participant: string): AudioSink | undefined {
    return this.#participants.find(participant)?.sink;
  }

  start(speaker: Speaker): void {
    for (const entry of this.#participants.of(speaker)) {
      if (entry.isRecognized) continue;
      entry.isRecognized = true;
      this.#options.want({ kind: "startRecognition", participant: entry.participant });
    }
  }

  stop(speaker: Speaker): void {
    for (const entry of this.#participants.of(speaker)) {
      if (!entry.isRecognized) continue;
      entry.isRecognized = false;
      this.#options.want({ kind: "stopRecognition", participant: entry.participant });
    }
  }

  flushed(speaker: Speaker): Promise<void> {
    const { parts, ref } = this.#options;
    return parts.texts.flushed(ref.callKey, speaker);
  }

  /** Resolves when the call has answered all events: false if there is no room for it. */
  async delivered(): Promise<boolean> {
    const answers = await Promise.all(this.#deliveries.splice(0));
    return answers.every((answer) => answer === "taken");
  }

  /** Hears and follows nothing more. The call's recognisers may still ask for what is on its way. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #begin(): void {
    const { parts, ref, want } = this.#options;
    this.#hasBegun = true;
    parts.desk.attach(ref.callKey, this);
    const unfollow = parts.followSuggestions(ref.callKey, (value) => {
      parts.count("metadataSent");
      want({ kind: "metadata", value });
    });
    this.#undo.push(unfollow);
  }

  #openLeg(participant: string, speaker: Speaker, addressMark: string | undefined): void {
    const { parts, ref, audio } = this.#options;
    const { directory, sinks } = parts;
    const legId = crypto.randomUUID();
    // The track has to exist before the actor gets the leg, because it may begin recognition at once.
    const sink = audio === undefined ? undefined : sinks.open(ref.callKey, speaker, audio);
    const entry = { participant, speaker, legId, isRecognized: false, utterances: 0 };
    this.#participants.add(sink === undefined ? entry : { ...entry, sink });
    this.#undo.push(directory.onLegCommand(legId, (command) => this.#obey(command, speaker)));
    this.#tell({
      type: "leg.opened",
      legId,
      speaker,
      medium: audio === undefined ? { kind: "text" } : { kind: "audio", format: audio },
      origin: addressMark === undefined ? {} : { [ADDRESS_FIELD]: addressMark },
      participant: participant.slice(0, MAX_ID_CHARACTERS),
    });
  }

  #tellPresence(): void {
    this.#tell({ type: "agent.presence", isPresent: this.#presence.isPresent });
  }

  /** An event that may begin the call. */
  #tell(event: CallEvent): void {
    const { parts, ref } = this.#options;
    this.#deliveries.push(parts.directory.send(ref, event));
  }

  /** Not the participant's name: VoiceAI Connect's may be a phone number, and desktops see this one. */
  #show({ legId, speaker, utterances }: Participant, text: string, languageCode: string): void {
    const { parts, ref } = this.#options;
    const utteranceId = `${legId}-${utterances}`;
    parts.showWords({ callKey: ref.callKey, speaker, text, languageCode, utteranceId });
  }

  #obey(command: LegCommand, speaker: Speaker): void {
    // VoiceAI Connect knows no hold.
    if (command.type === "leg.resume") return;
    const { legId, reason, message } = command;
    const { parts, ref, want } = this.#options;
    if (reason === "timeout") want({ kind: "hangup", reason: message });
    void parts.directory.sendTo(ref.callKey, { type: "leg.closed", legId, speaker, cause: "serverClosed" });
  }
}
