/** Everything a call actor can hear. Closed union; transports build these and nothing else crosses into actors. */
import type { Ledger } from "../../audio/ledger.ts";
import type { Speaker } from "../speaker.ts";

/** Where a leg's stream came from, as announced in its first message. Ids are opaque strings. */
export interface LegDetails {
  /** Unique per gRPC stream in this process. */
  legId: string;
  speaker: Speaker;
  domainId: string;
  campaignId: string;
  agentId: string;
  skillId: string;
  subscriptionId: string;
  encoding: "LINEAR16" | "MULAW";
  sampleRateHertz: number;
}

/** Why a leg's stream is over. */
export type LegCloseCause =
  | "callEnded"
  | "disconnected"
  | "halfClosed"
  | "cancelled"
  | "clientError"
  | "serverClosed";

export type CallEvent =
  | { type: "cti.received"; sessionId?: string; variableNames: string[] }
  | ({ type: "leg.opened" } & LegDetails)
  | { type: "leg.firstAudio"; legId: string; speaker: Speaker }
  | { type: "leg.held"; legId: string; speaker: Speaker }
  | { type: "leg.resumed"; legId: string; speaker: Speaker }
  /** Five9 says the call itself is over (CLT_CALL_ENDED), the leg's stream may still be open. */
  | { type: "leg.callEnded"; legId: string; speaker: Speaker }
  | { type: "leg.closed"; legId: string; speaker: Speaker; cause: LegCloseCause; statusCode?: number }
  | { type: "counters.sampled"; speaker: Speaker; ledger: Ledger }
  | {
      type: "mediastream.reported";
      subscriptionId: string;
      status: string;
      callLeg: string;
      failureType: string;
      failureDetail: string;
      occurredOn: string;
    }
  | { type: "desktop.joined"; desktopId: string }
  | { type: "desktop.left"; desktopId: string }
  /** An Agent Assist event entered the call's log. `kind` is the Socket.IO event name, `features` what it suggests. */
  | { type: "assist.logged"; sequence: number; kind: string; features: string[] }
  /** Sent once to an actor rebuilt from its snapshot: its legs died with the old process. */
  | { type: "call.restored" }
  | { type: "call.end"; reason: string };

/** What a call asks of the transport that carries one of its legs. */
export interface LegCommand {
  type: "leg.close";
  legId: string;
  /** "failed" becomes 1100 for Five9, "disconnect" 1011, "reconnect" 1012. */
  reason: "failed" | "disconnect" | "reconnect";
  message: string;
}
