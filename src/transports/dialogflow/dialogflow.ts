/** All of this process's clients of Dialogflow, made and closed together. */
import type { BeginRecognizer } from "../../actors/participant/recognizer.ts";
import type { AnswerRecords } from "../../assist/feedback.ts";
import type { FlushTick } from "../../audio/flush-tick.ts";
import type { Tracks } from "../../audio/tracks.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { createAnswerRecords } from "./answer-records.ts";
import type { AnsweredSuggestions } from "./answered-suggestions.ts";
import { bidiApi } from "./bidi-api.ts";
import { DialogflowClients } from "./clients.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { Conversations } from "./conversations.ts";
import { type EndpointOverride, endpointFor } from "./endpoint.ts";
import { type NamedParticipant, Participants } from "./participants.ts";
import { type ProfileWatch, type ProfileWatchOptions, watchProfile } from "./profile-watch.ts";
import { RateWindow } from "./rate-window.ts";
import type { RecognitionApi } from "./recognition-api.ts";
import type { GivenTimings, RecognizerDeps } from "./recognizer-deps.ts";
import { RecognizerSession } from "./recognizer-session.ts";
import { type ProfileName, parseProfileName } from "./resource-names.ts";
import { delayRests } from "./rest-delay.ts";
import { createStanding } from "./standing.ts";
import { TextMessages, type TextMessagesOptions } from "./text-messages.ts";
import { defaultUnaryPolicy, type UnaryPolicy } from "./unary.ts";

export interface DialogflowOptions {
  /** projects/P/locations/L/conversationProfiles/X; decides project, location and endpoint. */
  conversationProfileName: string;
  /** A simulator or another endpoint than the location's own. */
  endpoint?: EndpointOverride;
  clock: Clock;
  logger: Logger;
  tracks: Pick<Tracks, "find">;
  tick: FlushTick;
  /** The rpc that recognises audio; default bidi. */
  recognitionApi?: RecognitionApi;
  timings: GivenTimings;
  /** So long a refused conversation counts as a refusal of all. Default a minute. */
  tryAgainMs?: number;
  /** Told of suggestions that came in an answer, to speech or to text. */
  onAnswered?: (answer: AnsweredSuggestions) => void;
  /** Told of the participant that speaks for a speaker, maybe again. */
  onParticipant?: (named: NamedParticipant) => void;
  unaryPolicy?: Partial<UnaryPolicy>;
  /** Most recognition streams at once: each has a separate connection. */
  maxConnections: number;
  maxIdleConnections?: number;
}

export interface Dialogflow {
  profile: ProfileName;
  clients: DialogflowClients;
  pool: ConnectionPool;
  conversations: Conversations;
  participants: Participants;
  answerRecords: AnswerRecords;
  /** Recognises one speaker's audio, commanded by a participant's chart. */
  recognize: BeginRecognizer;
  /** For utterances recognised elsewhere. `perMinute`: the project's quota of AnalyzeContent. */
  createTextMessages(
    options: Pick<TextMessagesOptions, "whenOpen" | "maxQueued" | "giveUpAfterMs" | "onLost"> & {
      perMinute: number;
    },
  ): TextMessages;
  /** Watches what the conversation profile says about notifications and features, until this is closed. */
  watchProfile(options: Pick<ProfileWatchOptions, "features" | "intervalMs">): ProfileWatch;
  /** It refuses the credentials, the role or the profile, so that no call has a chance. */
  isRefused(): boolean;
  /** Before the process says it is ready. Rejects, retryable, if Dialogflow cannot be reached in time. */
  warmUp(options: { connections: number; deadlineMs: number }): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_TRY_AGAIN_MS = 60_000;

/** Fails with CONFIG_INVALID for a name or an endpoint that cannot be one; connects to nothing yet. */
export function createDialogflow(options: DialogflowOptions): Dialogflow {
  const { clock, logger, tracks, tick } = options;
  const profile = parseProfileName(options.conversationProfileName);
  const endpoint = endpointFor(profile, options.endpoint);
  const clients = new DialogflowClients({ endpoint, projectId: profile.projectId });
  const pool = new ConnectionPool({
    connect: () => clients.connectStream(),
    maxConnections: options.maxConnections,
    ...(options.maxIdleConnections === undefined ? {} : { maxIdle: options.maxIdleConnections }),
  });
  const closing = new AbortController();
  const unary = { clock, closed: closing.signal, policy: { ...defaultUnaryPolicy, ...options.unaryPolicy } };
  const onAnswered = options.onAnswered ?? (() => {});
  const standing = createStanding({ clock, tryAgainMs: options.tryAgainMs ?? DEFAULT_TRY_AGAIN_MS });
  const conversations = new Conversations({ api: clients.conversations, profile, standing, ...unary });
  const { onParticipant } = options;
  const participants = new Participants({
    api: clients.participants,
    ...(onParticipant === undefined ? {} : { onFound: onParticipant }),
    ...unary,
  });
  const deps: RecognizerDeps = {
    clock,
    logger,
    tracks,
    participants,
    api: options.recognitionApi ?? bidiApi,
    pool,
    tick,
    timings: options.timings,
    onAnswered,
  };
  const answerRecords = createAnswerRecords({ api: clients.answerRecords, ...unary });
  return {
    profile,
    clients,
    pool,
    conversations,
    participants,
    answerRecords,
    recognize: delayRests((input, report) => new RecognizerSession({ deps, input, report }), clock),
    createTextMessages({ perMinute, ...own }) {
      const rate = new RateWindow({ clock, perMinute });
      closing.signal.addEventListener("abort", () => rate.close(), { once: true });
      return new TextMessages({
        ...{ ...unary, ...own, onAnswered },
        ...{ api: clients.participants, participants, rate, logger },
      });
    },
    watchProfile: (own) =>
      watchProfile({
        ...own,
        api: clients.profiles,
        profileName: profile.name,
        standing,
        clock,
        closed: closing.signal,
        logger,
      }),
    isRefused: standing.isRefused,
    async warmUp({ connections, deadlineMs }) {
      await Promise.all([clients.warmUp(), pool.warmUp(connections, deadlineMs)]);
    },
    async close() {
      closing.abort();
      pool.close();
      await clients.close();
    },
  };
}
