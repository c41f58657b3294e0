/** Tells operators and calls what keeps suggestions from coming: every second of a call where something changed, and each new call. */
import type { Clock } from "../base/clock.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { HelpFault } from "../contract/help-fault.ts";
import { faultText, needsWords, noHelpWords } from "../contract/no-help.ts";
import { isTranslationCause } from "../contract/translation-cause.ts";
import type { StandingAlarms } from "../operators/standing-alarms.ts";
import type { AssistEvents } from "./assist-events.ts";
import type { CallsPart } from "./calls.ts";
import type { Part } from "./part.ts";
import { whileCallsLive } from "./while-calls-live.ts";

const CHECK_EVERY_MS = 1_000;
/** Without a call, when only operators hear of it. */
const IDLE_CHECK_EVERY_MS = 5_000;

export interface HelpWatchOptions {
  assistEvents: Pick<AssistEvents, "health">;
  /** Of the process itself. */
  ownFaults: () => HelpFault[];
  directory: Pick<CallsHere, "list" | "onChange" | "sendTo">;
  calls: Pick<CallsPart, "started">;
  alarms: Pick<StandingAlarms, "raise" | "clear">;
  clock: Clock;
}

export function startHelpWatch(options: HelpWatchOptions): Part {
  const { assistEvents, ownFaults, directory, alarms, clock } = options;
  const timers = joinedTimers(clock);
  const faultsNow = () => [...ownFaults(), ...assistEvents.health().faults];
  /** What each live call was told last; a call that was told nothing believes that all is well. */
  const told = new Map<string, string>();
  let raised = new Map<string, HelpFault>();
  let timer: unknown;

  function tell(callKey: string, faults: readonly HelpFault[], known: string): void {
    if ((told.get(callKey) ?? NOTHING) === known) return;
    told.set(callKey, known);
    void directory.sendTo(callKey, { type: "assist.checked", faults: [...faults] });
  }

  function check(): void {
    const faults = faultsNow();
    const known = JSON.stringify(faults);
    const living = new Set(directory.list().map(({ ref }) => ref.callKey));
    for (const callKey of told.keys()) if (!living.has(callKey)) told.delete(callKey);
    for (const callKey of living) tell(callKey, faults, known);
    raised = raiseAll(alarms, faults, raised);
  }

  function repeat(): void {
    check();
    timer = timers.setTimeout(repeat, IDLE_CHECK_EVERY_MS);
  }

  const checking = whileCallsLive({ directory, clock, intervalMs: CHECK_EVERY_MS }, check);

  options.calls.started.on((callKey) => {
    // The call hears what it begins with first.
    queueMicrotask(() => {
      const faults = faultsNow();
      tell(callKey, faults, JSON.stringify(faults));
    });
  });
  return {
    name: "help-watch",
    open: repeat,
    stop() {
      checking.stop();
      timers.clearTimeout(timer);
    },
  };
}

const NOTHING = "[]";

/** Raises what is new and clears what is gone. */
function raiseAll(
  alarms: HelpWatchOptions["alarms"],
  faults: readonly HelpFault[],
  before: ReadonlyMap<string, HelpFault>,
): Map<string, HelpFault> {
  const told = faults.filter(
    ({ code, stopsSuggestions }) => isTranslationCause(code) || (stopsSuggestions && !needsWords(code)),
  );
  const now = new Map(told.map((fault) => [`${fault.code} ${fault.about}`, fault]));
  for (const [key, fault] of now) {
    if (before.has(key)) continue;
    const { remedy } = noHelpWords(fault.code, fault.about);
    const severity = isTranslationCause(fault.code) ? "warning" : "serious";
    alarms.raise(alarmOf(fault), key, { severity, message: `${faultText(fault)}. ${remedy}` });
  }
  for (const [key, fault] of before) if (!now.has(key)) alarms.clear(alarmOf(fault), key);
  return now;
}

function alarmOf({ code }: HelpFault): "HELP_STOPPED" | "TRANSLATION_STOPPED" {
  return isTranslationCause(code) ? "TRANSLATION_STOPPED" : "HELP_STOPPED";
}
