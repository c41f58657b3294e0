/** Holds the panel's state and tells the components when it changed, but not for each event of a replay. */
import { INITIAL_STATE, type PanelAction, type PanelState, reducePanel } from "./state/panel-state.ts";

export interface PanelStore {
  state(): PanelState;
  dispatch(action: PanelAction): void;
  /** Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
}

/** The first event after a pause is shown at once, those that follow it together after this. */
const GATHER_MS = 60;

export function createPanelStore(): PanelStore {
  let state = INITIAL_STATE;
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isTellingDue = false;

  function tell(): void {
    isTellingDue = false;
    for (const listener of listeners) listener();
  }

  function tellSoon(): void {
    isTellingDue = true;
    if (timer !== undefined) return;
    tell();
    timer = setTimeout(() => {
      timer = undefined;
      if (isTellingDue) tellSoon();
    }, GATHER_MS);
  }

  return {
    state: () => state,
    dispatch: (action) => {
      const next = reducePanel(state, action);
      if (next === state) return;
      state = next;
      if (action.type === "event.received") tellSoon();
      else tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
