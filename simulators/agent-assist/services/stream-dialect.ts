/** What tells the two rpcs that recognise audio apart: their messages and their limits. */
import type { StreamRecord } from "../record.ts";
import type { SimulatorContext } from "../simulator-context.ts";

/** What the first message of a stream asks for. */
export interface Opening {
  participantName: string;
  /** An AudioEncoding by name. */
  encoding: string;
  sampleRateHertz: number;
  /** Longest life of the stream. */
  lifeMs: number;
  /** Longest audio of the stream. */
  audioMs: number;
  /** The only Conversation.ConversationStage in which it may begin. */
  stage?: string;
  /** All utterances are one message, made at the half-close. */
  isStitched: boolean;
}

/** A response of the rpc, as the proto loader takes it. */
export type StreamResponse = Record<string, unknown>;

export interface StreamDialect<Request> {
  readonly rpc: StreamRecord["rpc"];
  /** Reads the first message. Throws an RpcError where it is none. */
  begin(request: Request, options: SimulatorContext["options"]): Opening;
  /** The audio in a later message; undefined where it holds none and may. Throws an RpcError for what may not come. */
  audioOf(request: Request): Uint8Array | undefined;
  /** A StreamingRecognitionResult on its way. */
  recognition(result: object): StreamResponse;
  /** A message, and the SuggestionResult bodies that belong to it. */
  answer(message: object, suggestions: object[]): StreamResponse[];
}
