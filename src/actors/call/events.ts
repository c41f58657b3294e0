/** All events of a call actor. Closed union; transports build these and nothing else crosses into actors. */
import type { CallAction } from "../../contract/access.ts";
import type { AudioEnd } from "../../contract/audio-end.ts";
import type { GapReason } from "../../contract/audio-gap.ts";
import type { CallFacts } from "../../contract/call-facts.ts";
import type { UnheardCause } from "../../contract/hearing.ts";
import type { HelpFault } from "../../contract/help-fault.ts";
import type { Ledger } from "../../contract/ledger.ts";
import type { PerSpeaker, Speaker } from "../../contract/speaker.ts";
import type { UnknownSpeakerCause } from "../../contract/unknown-speaker.ts";
import type { PublishedFinal } from "../participant/recognizer.ts";
import type { LegRecord } from "./context.ts";
import type { OperatorAsk } from "./operator-asks.ts";

/** What a leg brings. text: its carrier recognises the speech and sends the words. */
export type LegMedium =
  | { kind: "audio"; format: { encoding: "LINEAR16" | "MULAW"; sampleRateHertz: number } }
  | { kind: "text" };

/** One speaker's way into a call, the same for every carrier. Ids are opaque strings. */
export interface LegDetails {
  /** Unique in this process. */
  legId: string;
  speaker: Speaker;
  medium: LegMedium;
  /**
   * The leg's origin in the carrier's names; no value is empty. Operators find calls by
   * `agentId`, `campaignId` and `domainId`.
   */
  origin: Record<string, string>;
  /** The carrier's name for who speaks, where it has one. */
  participant?: string;
  /** Another open leg brings the same voice, and is heard before it. */
  standsBy?: true;
}

/** Why a leg's stream is over. */
export type LegCloseCause =
  | "callEnded"
  | "disconnected"
  | "halfClosed"
  | "cancelled"
  | "clientError"
  | "serverClosed"
  /** Another stream of its speaker has taken its place. */
  | "displaced";

/** What other instances have of a call whose owner is gone. */
export interface Elsewhere {
  /** Ids of legs whose streams are open. */
  legs: string[];
  /** Speakers whose audio is there, and their recogniser if one was at work. */
  speakers: Speaker[];
  /** Ids of desktops that show the call. */
  desktops: string[];
  /** Sessions of agents' own applications that have it. */
  applications: string[];
}

/** What operators may ask for one speaker: an event of the same name carries it out. */
type SpeakerAction = Exclude<CallAction["action"], "call.end">;

export type CallEvent =
  /** `isCallEnded`: it says that the call is over. `addressMarks`: of the numbers that its variables name. */
  | {
      type: "cti.received";
      sessionId?: string;
      variableNames: string[];
      isCallEnded?: boolean;
      addressMarks?: string[];
    }
  /** What the carrier says of who is on the line; a later word replaces an earlier one. Absent in a replay. */
  | { type: "call.described"; facts?: CallFacts }
  /** `again`: it was told before, and its call has forgotten it meanwhile; this is how it is now. */
  | ({ type: "leg.opened"; again?: Pick<LegRecord, "held" | "audioSeen" | "standsBy"> } & LegDetails)
  /** `atMs`: when it came, milliseconds since the Unix epoch. */
  | { type: "leg.firstAudio"; legId: string; speaker: Speaker; atMs?: number }
  | { type: "leg.held"; legId: string; speaker: Speaker }
  | { type: "leg.resumed"; legId: string; speaker: Speaker }
  /** Nothing comes of the leg that is heard, and another one stands by for it. */
  | { type: "leg.silent"; legId: string; speaker: Speaker }
  /** An agent's application attached to the call, or the last one left it (AudioCodes, agentConnected). */
  | { type: "agent.presence"; isPresent: boolean }
  /**
   * An agent's own application was given the call. `by` is what matched, `proof` what made the claim believed: a signed
   * token, or the shared one of a trusted application, which speaks for its agents.
   */
  | {
      type: "agent.attached";
      sessionId: string;
      agentId: string;
      by: "phoneNumber" | "agentId" | "five9AgentId";
      proof: "signed" | "trusted";
    }
  /** The application stopped, was away too long, or its agent left the call. */
  | { type: "agent.detached"; sessionId: string; agentId: string; reason: string }
  /** The carrier cannot say for certain who speaks, so far `count` times. Told of the 1st, the 2nd, the 4th and so on. */
  | { type: "speaker.unknown"; cause: UnknownSpeakerCause; count: number }
  /** An operator asks for an action; the call answers, and sends itself that action's event where it agrees. */
  | OperatorAsk
  | { [Type in SpeakerAction]: { type: Type; speaker: Speaker } }[SpeakerAction]
  /** Five9 says the call itself is over (CLT_CALL_ENDED), the leg's stream may still be open. */
  | { type: "leg.callEnded"; legId: string; speaker: Speaker }
  | {
      type: "leg.closed";
      legId: string;
      speaker: Speaker;
      cause: LegCloseCause;
      statusCode?: number;
      /** When its last audio came; absent if none did. */
      audioUntilMs?: number;
    }
  /** The accounts that moved since the last sample. */
  | { type: "counters.sampled"; ledgers: PerSpeaker<Ledger>; atMs?: number }
  /** Audio that never came. */
  | {
      type: "audio.gap";
      legId: string;
      speaker: Speaker;
      gapMs: number;
      reason: GapReason;
    }
  /** Dialogflow's id of the participant that speaks for a speaker: events with words name it. */
  | { type: "speaker.named"; speaker: Speaker; participantId: string }
  /** The first time that a speaker is heard. */
  | { type: "speaker.heard"; speaker: Speaker }
  /** For `forMs` a speaker was to be heard, and was not; again where the cause changes. */
  | { type: "speaker.unheard"; speaker: Speaker; cause: UnheardCause; forMs: number }
  /** A hold lasts for `heldMs`, and there is speech in its audio. `goesOn`: it is to be heard as if the hold were over. */
  | { type: "leg.holdDoubted"; speaker: Speaker; heldMs: number; goesOn: boolean }
  /** Audio comes late, by so much; `caughtUp`: no longer by much. */
  | { type: "audio.behind"; speaker: Speaker; behindMs: number; caughtUp?: true }
  /** A text did not reach Dialogflow; `code` is a SidetoneError's. */
  | { type: "text.lost"; speaker: Speaker; code: string; isUnwritten?: true }
  /** Whether an agent's application is attached was said in a way that cannot be read. */
  | { type: "agent.presenceUnread" }
  | {
      type: "mediastream.reported";
      subscriptionId: string;
      status: string;
      callLeg: string;
      failureType: string;
      failureDetail: string;
      occurredOn: string;
      /** It came without the API key, so its sender is unknown. */
      unproved?: true;
      /** Identifies the report, so that one handled twice counts once. */
      reportId?: string;
      /** Beyond those that get a line of the history: it counts, and that is all. */
      isUnwritten?: true;
    }
  /** Sent by the call to itself: a speaker whose stream was reported as failed brings audio. */
  | { type: "leg.heardAgain"; speaker: Speaker }
  | { type: "desktop.joined"; desktopId: string }
  | { type: "desktop.left"; desktopId: string }
  /**
   * An Agent Assist event entered the call's log. `kind` is the Socket.IO event name, `features` what it suggests, `role`
   * whose words it has (Dialogflow's name), `sincePublishMs` how long ago it was published, `desktops` how many were told.
   */
  | {
      type: "assist.logged";
      sequence: number;
      kind: string;
      features: string[];
      role?: string;
      sincePublishMs?: number;
      desktops?: number;
      /** FEATURES lists none of its kinds, so no agent's page shows it. */
      isUnlisted?: true;
      /** It is in the log for longer: a restored call hears of it again, because its record did not know it. */
      isRetold?: true;
    }
  /** What keeps suggestions from coming, as the process knows it: at the call's beginning and at each change. */
  | { type: "assist.checked"; faults: HelpFault[] }
  /** A final result was published: some stream of this participant (its id at Dialogflow) has it at this offset. */
  | ({ type: "transcript.finalized" } & PublishedFinal)
  /** Audio that no final will ever cover, as positions in the speaker's track. */
  | { type: "audio.missing"; speaker: Speaker; fromMs: number; toMs: number; reason: "unsent" | "heard" }
  /** Sent once to an actor rebuilt from its snapshot: what is not `elsewhere` died with the old process. */
  | { type: "call.restored"; elsewhere?: Elsewhere }
  /** This process is going away: the call waits for its legs in the next one, however long that takes. */
  | { type: "call.leaving" }
  /** `isTooLong`: its legs hear of a time-out. `isForGood`: an operator's wish, so a leg that comes later is refused. */
  | { type: "call.end"; reason: string; isTooLong?: boolean; isForGood?: boolean };

/** Raised by the call for its own regions: in XState a region's own transition hides the ancestor's for the same event. */
export type InternalEvent =
  | { type: "leg.admitted" }
  | { type: "call.rewound" }
  | { type: "conversation.settled" }
  /** Nothing came of a speaker's legs since Five9 reported their stream as failed. */
  | { type: "leg.stillSilent"; speaker: Speaker }
  /** The leg of an agent who counts as there did not come back in time. */
  | { type: "agent.stillAway" }
  | { type: "media.closeNow" };

/** What a call asks of the transport that carries one of its legs. */
export type LegCommand = LegClose | LegResume | LegTurn;

/** takeOver: its audio is heard from now on, from where the other leg of its speaker ended. standBy: that of another one is. */
export type LegTurn =
  /** `until`: where the audio of the other leg ended, where another instance has that leg. */
  { type: "leg.takeOver"; legId: string; until?: AudioEnd } | { type: "leg.standBy"; legId: string };

/** The leg's hold counts as over, though nobody said so. */
export interface LegResume {
  type: "leg.resume";
  legId: string;
}

export interface LegClose {
  type: "leg.close";
  legId: string;
  /** "failed" becomes 1100 for Five9, "disconnect" 1011, "reconnect" 1012, "timeout" 1101. */
  reason: "failed" | "disconnect" | "reconnect" | "timeout";
  message: string;
}
