/** A conversation's side towards its call: participants become legs, transcripts texts, and recognition is switched. */
import type { CallEvent, LegCommand } from "../../actors/call/events.ts";
import type { AudioFormat, AudioSink } from "../../audio/sink.ts";
import type { Delivered } from "../../calls/port.ts";
import { ADDRESS_FIELD } from "../../contract/address-fields.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { SpeechSwitch } from "../speech-switch/recognition-desk.ts";
import type {
  AgentConnectedActivity,
  HypothesisActivity,
  OutboundActivity,
  StartActivity,
  TextActivity,
} from "./activity.ts";
import { AgentPresence } from "./agent-presence.ts";
import { Cast, type KnownParticipant, type Leg } from "./cast.ts";
import type { ConversationParts, ShownWords } from "./conversation-parts.ts";
import type { BotFramework } from "./conversation-port.ts";
import type { Participant, SpeakerNames } from "./participants.ts";
import { requestIdOf } from "./request-id.ts";
import { sessionParamsOf } from "./session-params.ts";
import { UnknownSpeakers } from "./unknown-speakers.ts";
import { Description, factsOfApplication, factsOfStart } from "./who-is-there.ts";

/** How long after the start somebody may be named before operators are told that nobody was. */
const PARTICIPANTS_WAIT_MS = 10_000;

/** An activity to VoiceAI Connect that has no id and time yet. */
export type Wish = OutboundActivity extends infer A
  ? A extends OutboundActivity
    ? Omit<A, "id" | "timestampMs">
    : never
  : never;

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
  readonly #cast: Cast;
  readonly #unknown: UnknownSpeakers;
  readonly #presence = new AgentPresence();
  readonly #description: Description;
  readonly #undo: (() => void)[] = [];
  #hasBegun = false;
  #isConfigured = false;
  #deliveries: Promise<Delivered>[] = [];

  constructor(options: CallSideOptions) {
    this.#options = options;
    const { parts, ref } = options;
    this.#description = new Description(parts, ref, () => (this.#hasBegun ? this.#deliveries : null));
    this.#unknown = new UnknownSpeakers({
      callKey: ref.callKey,
      logger: parts.logger,
      tell: (event) => this.#tell(event),
    });
    this.#cast = new Cast({
      markOf: parts.markOf,
      roles: parts.settings.roles,
      legOf: (newcomer) => this.#legOf(newcomer),
      onAdded: (participant) => this.#openLeg(participant),
      onUnknown: (cause) => this.#unknown.note(cause),
    });
  }

  /** True from the first word about it: there is a call. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Takes up a call that lives already and opens its legs again. */
  resume(participants: readonly KnownParticipant[]): void {
    this.#isConfigured = true;
    this.#cast.resume(participants);
  }

  /** A later one may announce more participants. */
  announce(start: StartActivity): void {
    this.#configure();
    if (start.agentConnected) this.#presence.connect();
    if (start.agentConnected !== undefined || this.#presence.isPresent) this.#tellPresence();
    this.#cast.announce(start);
    this.#description.add(factsOfStart(start, this.#cast.list));
    if (this.awaitsParticipants) this.#awaitParticipants();
  }

  hearPresence(activity: AgentConnectedActivity): void {
    const { connected, agentId } = activity;
    if (connected) this.#presence.connect(agentId);
    else this.#presence.disconnect(agentId);
    // Before the start it is remembered.
    if (this.#isConfigured) this.#tellPresence();
    if (connected) this.#description.add(factsOfApplication(activity));
  }

  /** Whether an agent is there was said in a way that cannot be read: the call has an alarm until it is said again. */
  missPresence(): void {
    const { parts, ref } = this.#options;
    if (this.#hasBegun) void parts.directory.sendTo(ref.callKey, { type: "agent.presenceUnread" });
  }

  hearText(activity: TextActivity): void {
    const { parts, ref } = this.#options;
    const { texts, clock, settings, count } = parts;
    const entry = this.#heard(activity);
    if (entry === undefined) return;
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
    if (settings.hypotheses) this.#show(entry, { text: activity.text, languageCode, isWhole: true });
    entry.utterances += 1;
    entry.partials.finish(activity);
  }

  hearHypothesis(activity: HypothesisActivity): void {
    const { parts, ref } = this.#options;
    const { settings, texts, count } = parts;
    // Its text follows: if nobody can be told, that is when words are lost.
    const entry = this.#cast.speakerOf(activity);
    if (typeof entry === "string") {
      count("strangers");
      return;
    }
    texts.noteWords(ref.callKey, entry.speaker);
    const isNews = entry.partials.isNews(activity);
    count(isNews ? "hypotheses" : "lateHypotheses");
    if (!settings.hypotheses || !isNews) return;
    this.#show(entry, {
      text: activity.text,
      languageCode: activity.language ?? settings.languageCode,
      isWhole: false,
    });
  }

  get awaitsParticipants(): boolean {
    return this.#cast.list.size === 0;
  }

  get takesAudio(): boolean {
    return this.#options.audio !== undefined;
  }

  sinkOf(names: SpeakerNames): AudioSink | undefined {
    const entry = this.#cast.list.find(names);
    return typeof entry === "string" ? undefined : entry?.sink;
  }

  startAudio(names: SpeakerNames): boolean {
    return this.takesAudio && this.#heard(names) !== undefined;
  }

  start(speaker: Speaker): void {
    for (const entry of this.#cast.list.of(speaker)) {
      if (entry.isRecognized) continue;
      entry.isRecognized = true;
      this.#options.want({ kind: "startRecognition", participant: entry.participant });
    }
  }

  stop(speaker: Speaker): void {
    for (const entry of this.#cast.list.of(speaker)) {
      if (!entry.isRecognized) continue;
      entry.isRecognized = false;
      this.#options.want({ kind: "stopRecognition", participant: entry.participant });
    }
  }

  flushed(speaker: Speaker): Promise<void> {
    const { parts, ref } = this.#options;
    return parts.texts.flushed(ref.callKey, speaker);
  }

  /** Resolves when the call has handled all events, wherever it runs: false if there is no room for it. */
  async delivered(): Promise<boolean> {
    const { parts, ref } = this.#options;
    const deliveries = this.#deliveries.splice(0);
    if (deliveries.length === 0) return true;
    const answers = await Promise.all(deliveries);
    await parts.settled?.(ref.callKey);
    return answers.every((answer) => answer === "taken");
  }

  /** Hears and follows nothing more. The call's recognisers may still ask for what is on its way. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Whose words or audio these are. Where nobody can be told they are lost: the call hears why. */
  #heard(names: SpeakerNames): Participant | undefined {
    const entry = this.#cast.speakerOf(names);
    if (typeof entry !== "string") return entry;
    this.#options.parts.count("strangers");
    this.#unknown.note(entry);
    return undefined;
  }

  #awaitParticipants(): void {
    const { clock } = this.#options.parts;
    const timer = clock.setTimeout(() => {
      if (this.awaitsParticipants) this.#unknown.note("noParticipants");
    }, PARTICIPANTS_WAIT_MS);
    this.#undo.push(() => clock.clearTimeout(timer));
  }

  /** Once, with the start; without one when the first words come. */
  #configure(): void {
    if (this.#isConfigured) return;
    this.#isConfigured = true;
    const { parts, framework, want } = this.#options;
    want({ kind: "config", sessionParams: sessionParamsOf(parts.settings, framework) });
  }

  #begin(): void {
    if (this.#hasBegun) return;
    const { parts, ref, want } = this.#options;
    this.#hasBegun = true;
    this.#configure();
    parts.desk.attach(ref.callKey, this);
    const unfollow = parts.followSuggestions(ref.callKey, (value) => {
      parts.count("metadataSent");
      want({ kind: "metadata", value });
    });
    this.#undo.push(unfollow);
  }

  /** The leg of somebody who takes part from now on; nobody is told of it yet. */
  #legOf(known: KnownParticipant): Leg {
    const { parts, ref, audio } = this.#options;
    const sink = audio === undefined ? undefined : parts.sinks.open(ref.callKey, known.speaker, audio);
    return {
      ...known,
      ...{ legId: crypto.randomUUID(), isRecognized: false, utterances: 0 },
      ...(sink === undefined ? {} : { sink }),
    };
  }

  /** Its track and its place among the participants are there: the call may begin recognition at once. */
  #openLeg({ legId, speaker, participant, addressMark }: Participant): void {
    const { parts, audio } = this.#options;
    this.#undo.push(parts.directory.onLegCommand(legId, (command) => this.#obey(command, speaker)));
    this.#tell({
      type: "leg.opened",
      legId,
      speaker,
      medium: audio === undefined ? { kind: "text" } : { kind: "audio", format: audio },
      origin: { ...(addressMark === undefined ? {} : { [ADDRESS_FIELD]: addressMark }), ...this.#cast.ends },
      participant,
    });
    // Where the speaker is recognised already, the call has no reason to ask for it again.
    if (this.#cast.list.of(speaker).some(({ isRecognized }) => isRecognized)) this.start(speaker);
  }

  #tellPresence(): void {
    this.#tell({ type: "agent.presence", isPresent: this.#presence.isPresent });
  }

  /** An event that may begin the call. */
  #tell(event: CallEvent): void {
    const { parts, ref } = this.#options;
    this.#begin();
    this.#deliveries.push(parts.directory.send(ref, event));
    this.#description.add({});
  }

  /** Not the participant's name: VoiceAI Connect's may be a phone number, and desktops see this one. */
  #show(
    { legId, speaker, utterances }: Participant,
    { text, languageCode, isWhole }: Pick<ShownWords, "text" | "languageCode" | "isWhole">,
  ): void {
    const { parts, ref } = this.#options;
    const utteranceId = `${legId}-${utterances}`;
    parts.showWords({ callKey: ref.callKey, speaker, text, languageCode, utteranceId, isWhole });
  }

  #obey(command: LegCommand, speaker: Speaker): void {
    // VoiceAI Connect knows no hold, and each of its participants has one leg.
    if (command.type !== "leg.close") return;
    const { legId, reason, message } = command;
    const { parts, ref, want } = this.#options;
    if (reason === "timeout") want({ kind: "hangup", reason: message });
    void parts.directory.sendTo(ref.callKey, { type: "leg.closed", legId, speaker, cause: "serverClosed" });
  }
}
