/** Holds the panel's state and tells the components when it changed. */
import { INITIAL_STATE, type PanelAction, type PanelState, reducePanel } from "./state/panel-state.ts";

export interface PanelStore {
  state(): PanelState;
  dispatch(action: PanelAction): void;
  /** Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
}

export function createPanelStore(): PanelStore {
  let state = INITIAL_STATE;
  const listeners = new Set<() => void>();
  return {
    state: () => state,
    dispatch: (action) => {
      const next = reducePanel(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
