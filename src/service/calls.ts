/** The calls of this process: their directory, their metrics, and the events of their ends. */

import type { LegCommand } from "../actors/call/events.ts";
import type { callMachine } from "../actors/call/machine.ts";
import type { AssistConversations } from "../assist/provider.ts";
import type { Clock } from "../base/clock.ts";
import { lateTimers } from "../base/late-timers.ts";
import type { Logger } from "../base/log.ts";
import { createSignal, type Signal } from "../base/signal.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import { LocalDirectory } from "../calls/directory.ts";
import type { LocalDirectoryOptions } from "../calls/directory-options.ts";
import { firstKeyOf } from "../calls/episode-key.ts";
import { linesOfLedgers } from "../calls/ledger-lines.ts";
import type { FinalAccounts } from "../calls/live-call-options.ts";
import type { LocalCall } from "../calls/local-call.ts";
import type { CallStateView } from "../calls/view.ts";
import type { Settings } from "../settings/table.ts";
import type { Storage } from "../storage/port.ts";
import { measureLoopLag } from "../telemetry/loop-lag.ts";
import type { Meters } from "../telemetry/meters.ts";
import type { Refusals } from "../telemetry/refusals.ts";
import { createCallCounts, meterCalls, recognitionOf } from "./call-meters.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import { missingAudioTeller } from "./missing-audio.ts";
import type { Part } from "./part.ts";
import { createRecentCalls, type RecentCalls } from "./recent-calls.ts";
import { callTimingOf, participantTimingOf } from "./timings.ts";
import type { TracksPart } from "./tracks.ts";
import { whileCallsLive } from "./while-calls-live.ts";

/** Between a call's beginning and that of the measurement, at most. */
const LAG_LOOK_MS = 1_000;
/** Half of a call's lock; then a little longer than it takes to hear that another instance has the call. */
const AFTER_STANDSTILL = { lateMs: 3_000, waitMs: 1_000 };

export type CallsPart = Part & {
  directory: CallsHere;
  recentCalls: RecentCalls;
  /** Keys of calls that have begun. */
  started: Pick<Signal<string>, "on">;
  /** Keys of calls that have ended. */
  ended: Pick<Signal<string>, "on">;
  /** Calls of this process whose chart is over, while all is known of them. */
  ending: Pick<Signal<LocalCall>, "on">;
};

export interface CallsOptions {
  settings: Settings;
  /** The call chart with its actors provided. */
  machine: typeof callMachine;
  audio: Pick<TracksPart, "tracks" | "missing" | "released">;
  /** Whose participant at the provider is whose. */
  named: AssistConversations["named"];
  /** What the log of a call has that its record does not know; see LocalDirectoryOptions. */
  missed: NonNullable<LocalDirectoryOptions["missed"]>;
  /** Where instances on one Redis share calls. */
  fleet: FleetCalls | null;
  storage: Pick<Storage, "calls" | "episodes" | "isErased">;
  refusals: Pick<Refusals, "note">;
  meters: Meters;
  clock: Clock;
  logger: Logger;
}

/** Opens by bringing back the calls that a former process left: nothing may arrive before that. */
export function startCalls(options: CallsOptions): CallsPart {
  const { settings, machine, audio, storage, meters, fleet, missed, clock, logger } = options;
  const counts = createCallCounts(meters);
  const started = createSignal<string>();
  const ended = createSignal<string>();
  const ending = createSignal<LocalCall>();
  const local: LocalDirectory = new LocalDirectory({
    machine,
    timing: callTimingOf(settings),
    participantTiming: participantTimingOf(settings),
    recognition: settings.RECOGNITION,
    store: storage.calls,
    episodes: storage.episodes,
    isErased: (callKey) => storage.isErased(callKey),
    logger,
    maxCalls: settings.MAX_STREAMS,
    ...(fleet === null
      ? { clock }
      : {
          clock: lateTimers(clock, AFTER_STANDSTILL),
          instance: fleet.instanceId,
          onView: (callKey: string, view: CallStateView) => fleet.viewChanged(callKey, view),
          ownershipOf: (callKey: string) => fleet.ownershipOf(callKey),
          takesLegCommand: (command: LegCommand) => fleet.audio.takesCommand(command),
          onFarLegCommand: (command: LegCommand) => fleet.audio.farLegCommand(command),
        }),
    onDisplaced: () => options.refusals.note("cti.announcement"),
    missed,
    onStarted(callKey) {
      counts.started();
      started.tell(callKey);
    },
    onEnding(callKey) {
      const call = directory.get(callKey);
      counts.ended(call === null ? [] : recognitionOf(call));
      if (call !== null) ending.tell(call);
      const ledgers = (fleet?.audio ?? audio.tracks).release(callKey);
      return ledgers instanceof Promise ? ledgers.then(finalAccounts) : finalAccounts(ledgers);
    },
    onEnded: ended.tell,
  });
  const directory = fleet?.inFrontOf(local, storage.calls) ?? local;
  fleet?.over.on(ended.tell);
  options.named.on(({ callKey, ...named }) => {
    void directory.sendTo(callKey, { type: "speaker.named", ...named });
  });
  const recentCalls = createRecentCalls({
    clock,
    isLive: (firstKey) => {
      const callKey = directory.lastSeen(firstKey);
      return directory.get(callKey) !== null || fleet?.hasHeardOf(callKey) === true;
    },
  });
  ended.on((callKey) => recentCalls.ended(firstKeyOf(callKey)));
  audio.released.on((ledgers) => counts.released(Object.values(ledgers)));
  // It delays somebody's words then.
  const lag = whileCallsLive({ directory, clock, intervalMs: LAG_LOOK_MS }, (calls) =>
    measureLoopLag(calls.length),
  );
  audio.missing.on(missingAudioTeller({ calls: directory, logger }));
  return {
    name: "calls",
    directory,
    recentCalls,
    started,
    ended,
    ending,
    meters: () =>
      meterCalls(meters, counts, {
        media: () => directory.list().map((call) => call.view().media),
        participants: () => directory.list().flatMap((call) => Object.values(call.view().participants)),
        recognition: () =>
          directory
            .list()
            .filter((call) => call.summary().live)
            .flatMap(recognitionOf),
        ledgers: () =>
          directory.list().flatMap(({ ref }) => Object.values(audio.tracks.ledgers(ref.callKey))),
      }),
    async open() {
      if (fleet !== null) {
        await fleet.open(local, ended, storage.calls);
        return;
      }
      const count = await local.restore();
      if (count > 0) logger.info({ restored: count }, "unfinished calls restored");
    },
    async stop() {
      lag.stop();
      await fleet?.close();
      await local.suspend();
    },
  };
}

function finalAccounts(ledgers: FinalAccounts["ledgers"]): FinalAccounts {
  return { ledgers, lines: linesOfLedgers("ledger.closed", ledgers) };
}
