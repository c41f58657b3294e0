/** An open stream of audio as faults see it. */
import type { ParticipantRole } from "../record.ts";
import type { RpcStatus } from "../rpc.ts";

export interface LiveStream {
  participantName: string;
  role: ParticipantRole;
  /** host:port the stream's connection comes from. */
  peer: string;
  /** Audio received so far. */
  audioMs(): number;
  /** Ends it with this status. CANCELLED is how a server's own reset of the call shows. */
  fail(failure: RpcStatus): void;
  /**
   * The next final is made and published, but the client never reads it: `then` is called in its place and has to
   * break the connection.
   */
  loseNextFinal(then: () => void): void;
}
