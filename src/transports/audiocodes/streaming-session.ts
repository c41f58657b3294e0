/** One socket of streaming mode: a conversation begins or is resumed on it, and its frames go both ways. */
import type { AudioSink } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { asObject } from "../../base/json.ts";
import type { Logger } from "../../base/log.ts";
import { parseJson } from "../../base/text-safety.ts";
import type { OutboundActivity } from "./activity.ts";
import { decodeActivities, encodeActivities } from "./bot-api-codec.ts";
import type { AudiocodesConversations, ConversationHandle } from "./conversation-port.ts";
import type { CountAudiocodes } from "./counts.ts";
import { chooseFormat } from "./media-format.ts";
import type { SpeakerNames } from "./participants.ts";
import { type Fields, readEnd, textOf } from "./read-event.ts";
import { CLOSE, type FrameSink } from "./socket-port.ts";

/** An open socket replaces the refreshes of chat mode. */
const REFRESH_INTERVAL_MS = 15_000;
const FIRST_FRAME_DEADLINE_MS = 10_000;
const MAX_ACTIVITIES = 500;

export interface StreamingSessionOptions {
  conversations: AudiocodesConversations;
  /** Whether participants' audio is recognised here (bot parameter directSTT); otherwise it is refused. */
  directStt: boolean;
  clock: Clock;
  logger: Logger;
  count: CountAudiocodes;
  /** This socket carries the conversation now. */
  onAttached(conversationId: string): void;
  onClosed(): void;
  /** Audio of a participant that was taken. */
  onAudio(bytes: number): void;
}

export class StreamingSession {
  readonly #options: StreamingSessionOptions;
  #peer: FrameSink | undefined;
  #conversation: ConversationHandle | undefined;
  #timer: unknown;
  #undo: (() => void)[] = [];
  /** Audio streams that are open on this socket, and where their audio goes. */
  readonly #streams = new Map<string, AudioSink | undefined>();
  /** Frames are served one after another: opening a conversation takes a turn. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: StreamingSessionOptions) {
    this.#options = options;
  }

  opened(peer: FrameSink): void {
    this.#peer = peer;
    this.#timer = this.#options.clock.setTimeout(() => {
      if (this.#conversation === undefined) peer.close(CLOSE.policy, "no session in time");
    }, FIRST_FRAME_DEADLINE_MS);
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  heard(text: string | null): void {
    this.#work = this.#work.then(async () => {
      try {
        await this.#serve(readFrame(text));
      } catch (caught) {
        this.#fail(SidetoneError.from(caught));
      }
    });
  }

  closed(): void {
    this.#detach();
    this.#peer = undefined;
    this.#options.onClosed();
  }

  /** Another socket carries the conversation, or this process is leaving. */
  close(code: number, reason: string): void {
    this.#detach();
    this.#peer?.close(code, reason);
  }

  async #serve(frame: Fields): Promise<void> {
    const type = textOf(frame.type);
    switch (type) {
      case "connection.validate":
        this.#send({ type: "connection.validated", success: true });
        return;
      case "session.initiate":
        return await this.#initiate(frame);
      case "session.resume":
        return await this.#resume(frame);
      case "activities":
        return await this.#activities(this.#required(), frame);
      case "userStream.start":
        this.#startStream(this.#required(), frame);
        return;
      case "userStream.chunk":
        this.#chunk(this.#required(), frame);
        return;
      case "userStream.stop":
        this.#streams.delete(streamKeyOf(frame));
        this.#send({ type: "userStream.stopped", ...participantIn(frame) });
        return;
      case "session.end":
        await this.#required().receive([readEnd({}, frame)]);
        this.close(CLOSE.normal, "the conversation is over");
        return;
      case undefined:
        throw new SidetoneError("PROTOCOL_VIOLATION", "a message without a type");
      default:
        this.#options.count("unknownActivities");
    }
  }

  async #initiate(frame: Fields): Promise<void> {
    const { conversations, directStt } = this.#options;
    const conversationId = textOf(frame.conversationId) ?? "";
    const botName = textOf(frame.botName);
    const chosen = directStt ? chooseFormat(frame.supportedMediaFormats) : undefined;
    const offered = Array.isArray(frame.supportedMediaFormats) ? frame.supportedMediaFormats : [];
    const conversation = await conversations.open({
      conversationId,
      framework: "bot-api-streaming",
      ...(botName === undefined ? {} : { botName }),
      ...(chosen === undefined ? {} : { audio: chosen.format }),
    });
    const mediaFormat = chosen?.name ?? textOf(offered[0]);
    this.#send({
      type: "session.accepted",
      conversationId,
      ...(mediaFormat === undefined ? {} : { mediaFormat }),
    });
    this.#attach(conversation);
  }

  async #resume(frame: Fields): Promise<void> {
    const conversationId = textOf(frame.conversationId) ?? "";
    const { conversations, directStt } = this.#options;
    // Text goes to where the conversation is; audio is heard at its socket, in a format that only the first socket named.
    const conversation = directStt
      ? conversations.get(conversationId)
      : await conversations.find(conversationId, "bot-api-streaming");
    if (conversation === undefined) throw new SidetoneError("NOT_FOUND", "no such conversation");
    this.#options.count("conversationsResumed");
    this.#send({ type: "session.accepted", conversationId });
    this.#attach(conversation);
  }

  async #activities(conversation: ConversationHandle, { activities }: Fields): Promise<void> {
    if (!Array.isArray(activities) || activities.length > MAX_ACTIVITIES) {
      this.#options.count("malformedActivities");
      return;
    }
    this.#sendActivities(await conversation.receive(decodeActivities(activities)));
  }

  #startStream(conversation: ConversationHandle, frame: Fields): void {
    const { takesAudio, callKey } = conversation;
    if (takesAudio) {
      // Without a speaker its audio is dropped and the call has an alarm; the others go on.
      if (conversation.startAudio(speakerIn(frame))) this.#streams.set(streamKeyOf(frame), undefined);
      else this.#options.count("audioRefused");
      this.#send({ type: "userStream.started", ...participantIn(frame) });
      return;
    }
    // A conversation without words and audio is useless: say why, and end it.
    this.#options.count("audioRefused");
    this.#options.logger.warn({ callKey }, "audio came where text was expected");
    const hangupReason = "this bot takes text: switch directSTT off";
    const head = { id: crypto.randomUUID(), timestamp: new Date(this.#options.clock.now()).toISOString() };
    const hangup = { ...head, type: "event", name: "hangup", activityParams: { hangupReason } };
    this.#send({ type: "activities", conversationId: conversation.conversationId, activities: [hangup] });
  }

  #chunk(conversation: ConversationHandle, frame: Fields): void {
    const { audioChunk } = frame;
    const key = streamKeyOf(frame);
    const sink = this.#streams.get(key) ?? conversation.sinkOf(speakerIn(frame));
    // Found once for each stream: it comes fifty times a second.
    if (this.#streams.has(key)) this.#streams.set(key, sink);
    if (sink === undefined || typeof audioChunk !== "string") {
      this.#options.count("audioRefused");
      return;
    }
    conversation.refresh();
    const audio = Buffer.from(audioChunk, "base64");
    this.#options.onAudio(audio.byteLength);
    sink.write(audio);
  }

  #attach(conversation: ConversationHandle): void {
    this.#detach();
    this.#conversation = conversation;
    this.#options.onAttached(conversation.conversationId);
    conversation.refresh();
    this.#undo.push(conversation.onOutbound((activities) => this.#sendActivities(activities)));
    this.#undo.push(conversation.onEnd(() => this.close(CLOSE.normal, "the conversation is over")));
    this.#keepFresh(conversation);
  }

  #keepFresh(conversation: ConversationHandle): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = this.#options.clock.setTimeout(() => {
      conversation.refresh();
      this.#keepFresh(conversation);
    }, REFRESH_INTERVAL_MS);
  }

  #detach(): void {
    this.#options.clock.clearTimeout(this.#timer);
    for (const undo of this.#undo.splice(0)) undo();
    this.#streams.clear();
    this.#conversation = undefined;
  }

  #required(): ConversationHandle {
    if (this.#conversation !== undefined) return this.#conversation;
    throw new SidetoneError("PROTOCOL_VIOLATION", "a session has to be initiated first");
  }

  #sendActivities(activities: readonly OutboundActivity[]): void {
    const conversationId = this.#conversation?.conversationId;
    if (activities.length === 0 || conversationId === undefined) return;
    this.#send({ type: "activities", conversationId, activities: encodeActivities(activities) });
  }

  #send(frame: Record<string, unknown>): void {
    this.#peer?.send(JSON.stringify(frame));
  }

  /** An unreadable frame does not end a running session; before a session it closes the socket. */
  #fail(error: SidetoneError): void {
    this.#options.count(error.code === "INTERNAL" ? "failures" : "refusedRequests");
    if (error.code === "INTERNAL") this.#options.logger.error({ err: error }, "streaming frame failed");
    if (this.#conversation !== undefined) return;
    this.#send({ type: "session.error", reason: error.message });
    this.#peer?.close(CLOSE.policy, "no session");
  }
}

function readFrame(text: string | null): Fields {
  try {
    const frame = text === null ? undefined : asObject(parseJson(text));
    if (frame !== undefined) return frame;
  } catch {
    // Said below, the same as for JSON of another kind.
  }
  throw new SidetoneError("PROTOCOL_VIOLATION", "a message that is not a JSON object");
}

function speakerIn(frame: Fields): SpeakerNames {
  return { ...participantIn(frame), participantUriUser: textOf(frame.participantUriUser) };
}

/** Tells the streams of a socket apart. */
function streamKeyOf(frame: Fields): string {
  return participantIn(frame).participant ?? textOf(frame.participantUriUser) ?? "";
}

/** Sources spell the field in two ways (SDK: participant; streaming examples: participantId). */
function participantIn(frame: Fields): { participant?: string } {
  const participant = textOf(frame.participant) ?? textOf(frame.participantId);
  return participant === undefined ? {} : { participant };
}
