/** Where desktops learn their call's state. */

export interface CallStateSource {
  /**
   * Tells a plain JSON view of the call, sent as it is in `call-state`, as it is now (null if no such call lives), and
   * then every change, the first one of a call that begins later included; returns the unsubscribe function.
   */
  watch(callKey: string, listener: (view: object | null) => void): () => void;
}
