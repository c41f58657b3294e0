/** The chart of an agent's assistance, asked for by their own application: whether it has its call, and whether they are there. */
import { assign, setup } from "xstate";

export interface AgentSessionTiming {
  /** How long assistance that was asked for waits for its call. */
  awaitCallMs: number;
  /** How long an application may be away, or an agent out of the call, before it is over. */
  graceMs: number;
}

/** Why a session is over; applications are told. */
export type SessionEnd = "stopped" | "away" | "left-call" | "call-ended" | "no-call";

export interface AgentSessionContext {
  timing: AgentSessionTiming;
  end: SessionEnd | null;
}

export type AgentSessionEvent =
  /** A call of the agent's was found, or began. */
  | { type: "call.found" }
  | { type: "call.ended" }
  /** The agent's last leg in the call has closed, or one of theirs is open again. */
  | { type: "agent.left" }
  | { type: "agent.returned" }
  /** The last socket of the agent's applications is gone, or one has said again who it is. */
  | { type: "application.lost" }
  | { type: "application.back" }
  | { type: "session.stop" };

const endOf = (reason: SessionEnd) => ({
  target: "#agentSession.ended" as const,
  actions: { type: "noteEnd" as const, params: { reason } },
});

const sessionSetup = setup({
  types: {
    context: {} as AgentSessionContext,
    events: {} as AgentSessionEvent,
    input: {} as AgentSessionTiming,
  },
  delays: {
    awaitCall: ({ context }) => context.timing.awaitCallMs,
    grace: ({ context }) => context.timing.graceMs,
  },
  actions: {
    noteEnd: assign({ end: (_, params: { reason: SessionEnd }) => params.reason }),
  },
});

/** live(call | agent | application) -> ended. */
export const agentSessionMachine = sessionSetup.createMachine({
  id: "agentSession",
  context: ({ input }) => ({ timing: input, end: null }),
  initial: "live",
  states: {
    live: {
      type: "parallel",
      on: {
        "session.stop": endOf("stopped"),
        "call.ended": endOf("call-ended"),
      },
      states: {
        call: {
          initial: "awaited",
          states: {
            awaited: {
              on: { "call.found": "attached" },
              after: { awaitCall: endOf("no-call") },
            },
            attached: {
              initial: "inCall",
              on: { "call.found": {} },
              states: {
                inCall: { on: { "agent.left": "out", "agent.returned": {} } },
                /** A transfer, or a leg that reconnects: the agent may be back at once. */
                out: {
                  on: { "agent.returned": "inCall", "agent.left": {} },
                  after: { grace: endOf("left-call") },
                },
              },
            },
          },
        },
        application: {
          initial: "present",
          states: {
            present: { on: { "application.lost": "away", "application.back": {} } },
            away: {
              on: { "application.back": "present", "application.lost": {} },
              after: { grace: endOf("away") },
            },
          },
        },
      },
    },
    ended: { type: "final" },
  },
});
