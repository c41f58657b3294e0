/** A simulator and Google's clients for a test file: up before its tests, closed after them. */
import { afterAll, beforeAll } from "bun:test";
import { SimulatedClock } from "xstate";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "../simulator.ts";
import { connectClients, createConversation, type GoogleClients } from "./google-clients.ts";

export interface SimulatorScene {
  readonly clock: SimulatedClock;
  readonly simulator: AgentAssistSimulator;
  readonly clients: GoogleClients;
  /** With the simulator's own profile where none is named. */
  createConversation(id: string, profileName?: string): ReturnType<typeof createConversation>;
}

export function useSimulator(): SimulatorScene {
  const clock = new SimulatedClock();
  let open: { simulator: AgentAssistSimulator; clients: GoogleClients } | undefined;

  beforeAll(async () => {
    const simulator = await startAgentAssistSimulator({ clock, streamLimitMs: 60_000 });
    open = { simulator, clients: connectClients(simulator) };
  });
  afterAll(async () => {
    await open?.clients.close();
    await open?.simulator.close();
  });

  function opened(): NonNullable<typeof open> {
    if (open === undefined) throw new Error("the simulator is there only while tests run");
    return open;
  }
  return {
    clock,
    get simulator() {
      return opened().simulator;
    },
    get clients() {
      return opened().clients;
    },
    createConversation(id, profileName) {
      const { clients, simulator } = opened();
      return createConversation(clients, id, profileName ?? simulator.conversationProfileName);
    },
  };
}
