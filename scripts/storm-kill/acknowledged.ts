/** What the killed process was told by storage, one line of its output each. */
export type Acknowledged =
  | { kind: "event"; room: string; sequence: number }
  | { kind: "call"; callKey: string; lastLine: number }
  | { kind: "name"; key: string }
  | { kind: "erased"; callKey: string }
  | { kind: "job"; callId: string };
