/** What the calls of a process need. */
import type { CallTiming, RecognitionPolicy } from "../actors/call/context.ts";
import type { CallEvent, LegCommand } from "../actors/call/events.ts";
import type { callMachine } from "../actors/call/machine.ts";
import type { ParticipantTiming } from "../actors/participant/context.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallStore, Episodes, StoredCall } from "../storage/port.ts";
import type { FinalAccounts } from "./live-call-options.ts";
import type { CallStateView } from "./view.ts";

export interface LocalDirectoryOptions {
  /** The call chart with its actors provided. */
  machine: typeof callMachine;
  timing: CallTiming;
  participantTiming: ParticipantTiming;
  recognition: RecognitionPolicy;
  store: CallStore;
  episodes: Episodes;
  /** Whether something of a call of this key was erased. */
  isErased(callKey: string): Promise<boolean>;
  clock: Clock;
  logger: Logger;
  /** Calls that may live at once; beyond it no new one begins. */
  maxCalls: number;
  /** An announced call without audio had to make room, for audio or for the next announcement. */
  onDisplaced?(callKey: string): void;
  /** For a leg that is not of this process. */
  onFarLegCommand?(command: LegCommand): void;
  /** Hears each command before a leg does; true where it passes it on itself. */
  takesLegCommand?(command: LegCommand): boolean;
  /** Where instances share calls. */
  ownershipOf?: (callKey: string) => StoredCall["ownership"];
  /** Each view of a call, as `watchView` tells it. */
  onView?(callKey: string, view: CallStateView): void;
  /** Named in rows, where instances share calls. */
  instance?: string;
  onStarted?(callKey: string): void;
  /**
   * Entries of a call's log behind that sequence, as the call is to be told of them: its record was stored before they were
   * logged, or who logged them did not tell it. Never rejects.
   */
  missed?(callKey: string, after: number): Promise<readonly CallEvent[]>;
  /** Closes the accounts of a call that is over; what it gives is stored with the call's last lines. */
  onEnding?: (callKey: string) => FinalAccounts | Promise<FinalAccounts>;
  onEnded?(callKey: string): void;
}
