/** The panel's whole state and the one function that changes it: pure, so a replay always ends in the same view. */
import type { ShownAssistEvent } from "../../../assist/event.ts";
import type { Suggestion } from "../../../assist/suggestion.ts";
import {
  applyCallState,
  applyLifecycle,
  type CallPhase,
  type CallStatus,
  noteActivity,
  phaseOf,
  UNKNOWN_CALL,
} from "./call.ts";
import type { CardKind, Reason, Verdict } from "./card.ts";
import { advance, isSeen, type LogPosition, START_OF_LOG } from "./log-position.ts";
import {
  addAnswers,
  addSuggestions,
  dismissCard,
  judgeCard,
  markRead,
  markUsed,
  NO_SUGGESTIONS,
  type Suggestions,
  undismissLast,
} from "./suggestions.ts";
import {
  addMessage,
  clearInterims,
  EMPTY_TRANSCRIPT,
  expireInterim,
  type Interim,
  showResult,
  type Transcript,
} from "./transcript.ts";
import { addTranslation } from "./translations.ts";

/** The state of the page's connection to the server. Times are milliseconds since the Unix epoch. */
export type ConnectionState =
  | { status: "connecting" }
  | { status: "live" }
  | { status: "reconnecting"; attempt: number; retryAtMs: number }
  | { status: "offline" }
  | { status: "unknownCall" }
  | { status: "expired" };

export interface PanelState {
  /** The life of the call's id that is shown; absent while it is the one that the page was opened for. */
  episode?: number;
  position: LogPosition;
  /** Events taken so far; orders those that carry no sequence. */
  arrivals: number;
  connection: ConnectionState;
  call: CallStatus;
  transcript: Transcript;
  suggestions: Suggestions;
}

export const INITIAL_STATE: PanelState = {
  position: START_OF_LOG,
  arrivals: 0,
  connection: { status: "connecting" },
  call: UNKNOWN_CALL,
  transcript: EMPTY_TRANSCRIPT,
  suggestions: NO_SUGGESTIONS,
};

/** What the server need not send again. Of another life than its own the page cannot name a place in the log. */
export function knownSequence({ episode, position }: PanelState): number {
  return episode === undefined ? position.contiguous : 0;
}

export type PanelAction =
  | { type: "event.received"; event: ShownAssistEvent }
  | { type: "callState.received"; raw: unknown }
  | { type: "episode.begun"; episode: number }
  | { type: "interim.expired"; interim: Interim }
  | { type: "connection.changed"; connection: ConnectionState }
  | {
      type: "cards.restored";
      read: readonly string[];
      dismissed: readonly string[];
      used?: readonly string[];
      verdicts?: ReadonlyMap<string, Verdict>;
      reasons?: ReadonlyMap<string, Reason>;
    }
  | { type: "card.judged"; id: string; verdict: Verdict | undefined; reason?: Reason | undefined }
  /** Of the knowledge base; `id` names the question. */
  | { type: "question.answered"; id: string; answers: readonly Suggestion[]; timeMs: number }
  | { type: "card.used"; id: string }
  | { type: "card.dismissed"; id: string }
  | { type: "card.dismissalUndone" }
  | { type: "cards.read"; ids: readonly string[] }
  | { type: "filter.chosen"; filter: CardKind | undefined }
  /** Before the first event. */
  | { type: "features.known"; features: readonly string[] };

/** The call's phase as the page may claim it: before the first answer of the server nothing is known. */
export function panelPhase({ call, connection }: PanelState): CallPhase {
  const isUnheard = call.media === "" && !call.hasStarted && !call.hasFinished;
  return isUnheard && connection.status !== "live" ? "unknown" : phaseOf(call);
}

export function reducePanel(state: PanelState, action: PanelAction): PanelState {
  switch (action.type) {
    case "event.received":
      return takeEvent(state, action.event);
    case "callState.received":
      return { ...state, call: applyCallState(state.call, action.raw) };
    case "episode.begun":
      return state.episode === action.episode ? state : emptied(state, action.episode);
    case "interim.expired": {
      const transcript = expireInterim(state.transcript, action.interim);
      return transcript === state.transcript ? state : { ...state, transcript };
    }
    case "connection.changed":
      return changeConnection(state, action.connection);
    case "cards.restored": {
      const { read, dismissed, used, verdicts, reasons } = state.suggestions;
      return withSuggestions(state, {
        ...state.suggestions,
        read: new Set([...action.read, ...read]),
        dismissed: new Set([...action.dismissed, ...dismissed]),
        used: new Set([...(action.used ?? []), ...used]),
        verdicts: new Map([...(action.verdicts ?? []), ...verdicts]),
        reasons: new Map([...(action.reasons ?? []), ...reasons]),
      });
    }
    case "card.judged":
      return withSuggestions(state, judgeCard(state.suggestions, action));
    case "question.answered":
      return withSuggestions(state, addAnswers(state.suggestions, action));
    case "card.used":
      return withSuggestions(state, markUsed(state.suggestions, action.id));
    case "card.dismissed":
      return withSuggestions(state, dismissCard(state.suggestions, action.id));
    case "card.dismissalUndone":
      return withSuggestions(state, undismissLast(state.suggestions));
    case "cards.read":
      return withSuggestions(state, markRead(state.suggestions, action.ids));
    case "filter.chosen":
      return withSuggestions(state, { ...state.suggestions, filter: action.filter });
    case "features.known":
      return withSuggestions(state, { ...state.suggestions, features: action.features });
  }
}

/** Nothing of the life before is the call's any more. */
function emptied({ connection, suggestions }: PanelState, episode: number): PanelState {
  const { features } = suggestions;
  return {
    ...INITIAL_STATE,
    connection,
    suggestions: { ...NO_SUGGESTIONS, ...(features === undefined ? {} : { features }) },
    episode,
  };
}

function takeEvent(state: PanelState, event: ShownAssistEvent): PanelState {
  if (isSeen(state.position, event)) {
    return { ...state, position: advance(state.position, event) };
  }
  const next: PanelState = {
    ...state,
    position: advance(state.position, event),
    arrivals: state.arrivals + 1,
  };
  switch (event.type) {
    case "message": {
      const transcript = addMessage(state.transcript, event);
      const timeMsAt = (index: number) => transcript.messages.at(index)?.timeMs ?? 0;
      return { ...next, transcript, call: noteActivity(state.call, timeMsAt(0), timeMsAt(-1)) };
    }
    case "transcript.interim":
    case "transcript.final":
      return { ...next, transcript: showResult(state.transcript, event) };
    case "translation":
      return { ...next, transcript: addTranslation(state.transcript, event) };
    case "suggestion":
      return { ...next, suggestions: addSuggestions(state.suggestions, event, next.arrivals) };
    case "lifecycle": {
      const call = applyLifecycle(state.call, event);
      return {
        ...next,
        call,
        transcript: call.hasFinished ? clearInterims(state.transcript) : state.transcript,
      };
    }
  }
}

function changeConnection(state: PanelState, connection: ConnectionState): PanelState {
  const hasBroken = state.connection.status === "live" && connection.status !== "live";
  return { ...state, connection, transcript: hasBroken ? clearInterims(state.transcript) : state.transcript };
}

function withSuggestions(state: PanelState, suggestions: Suggestions): PanelState {
  return { ...state, suggestions };
}
