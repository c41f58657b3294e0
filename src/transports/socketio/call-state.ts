/** Where desktops learn how their call stands. */

export interface CallStateSource {
  /** A plain JSON view of the call, sent as it is in `call-state`; null when no such call lives. */
  get(callKey: string): object | null;
  /** Hears every change, the first one of a call that begins later included; returns the unsubscribe function. */
  subscribe(callKey: string, listener: (view: object | null) => void): () => void;
}
