/** The worlds that are walked: each leaves out what would only multiply the states of another. */
import type { LegSpec, WorldOptions } from "./world-state.ts";

const audio = (legId: string, speaker: LegSpec["speaker"]): LegSpec => ({
  legId,
  speaker,
  medium: "audio",
});
const text = (legId: string, speaker: LegSpec["speaker"]): LegSpec => ({ legId, speaker, medium: "text" });

const EVERYTHING = {
  mostDesktops: 1,
  restarts: true,
  takeOvers: true,
  operators: true,
  holds: true,
  presence: false,
  reports: false,
  audio: "later",
} as const;
const AGENT_AND_CUSTOMER = [audio("agent's leg", "agent"), audio("customer's leg", "customer")];

/** One speaker, where everything else may happen: seconds. */
export const SMALL_SCENARIOS: readonly WorldOptions[] = [
  {
    name: "one speaker, everything but what Five9 reports",
    legs: [audio("leg", "agent")],
    recognition: "always",
    ...EVERYTHING,
  },
  {
    name: "one speaker whose stream Five9 reports as failed",
    legs: [audio("leg", "agent")],
    recognition: "always",
    ...EVERYTHING,
    operators: false,
    reports: true,
  },
  {
    name: "one speaker with two legs that overlap",
    legs: [audio("leg 1", "agent"), audio("leg 2", "agent")],
    recognition: "always",
    ...EVERYTHING,
    operators: false,
    mostDesktops: 0,
    audio: "at once",
  },
  {
    name: "a customer whom two agents' streams bring",
    legs: [audio("first agent's", "customer"), { ...audio("second agent's", "customer"), standsBy: true }],
    recognition: "always",
    ...EVERYTHING,
    operators: false,
    takeOvers: false,
    mostDesktops: 0,
    audio: "never",
  },
  {
    name: "two desktops, and an agent who counts as there while the leg may come back",
    legs: [audio("leg", "agent")],
    recognition: "agent-connected",
    ...EVERYTHING,
    operators: false,
    mostDesktops: 2,
    audio: "never",
  },
  {
    name: "a customer who is heard while an agent is present",
    legs: [audio("leg", "customer")],
    recognition: "agent-connected",
    ...EVERYTHING,
    takeOvers: false,
    mostDesktops: 0,
    presence: true,
    operators: false,
  },
  {
    name: "words that come as text",
    legs: [text("leg", "customer")],
    recognition: "always",
    ...EVERYTHING,
    mostDesktops: 0,
    audio: "never",
  },
];

/** One speaker with everything at once, and two speakers: minutes. */
export const LARGE_SCENARIOS: readonly WorldOptions[] = [
  {
    name: "one speaker, everything",
    legs: [audio("leg", "agent")],
    recognition: "always",
    ...EVERYTHING,
    takeOvers: false,
    reports: true,
  },
  {
    name: "a customer who is heard while an agent is present, operators at work",
    legs: [audio("leg", "customer")],
    recognition: "agent-connected",
    ...EVERYTHING,
    takeOvers: false,
    mostDesktops: 0,
    presence: true,
  },
  {
    name: "two agents, of whom each may come and go",
    legs: [audio("first agent's leg", "agent"), audio("second agent's leg", "agent-2")],
    recognition: "agent-connected",
    ...EVERYTHING,
    mostDesktops: 0,
    audio: "never",
    operators: false,
    restarts: false,
    takeOvers: false,
    holds: false,
  },
  {
    name: "two speakers, restarts",
    legs: AGENT_AND_CUSTOMER,
    recognition: "always",
    ...EVERYTHING,
    mostDesktops: 0,
    audio: "at once",
    operators: false,
    holds: false,
  },
  {
    name: "two speakers, holds",
    legs: AGENT_AND_CUSTOMER,
    recognition: "always",
    ...EVERYTHING,
    mostDesktops: 0,
    audio: "never",
    operators: false,
    restarts: false,
    takeOvers: false,
  },
  {
    name: "two speakers, operators' wishes",
    legs: AGENT_AND_CUSTOMER,
    recognition: "always",
    ...EVERYTHING,
    mostDesktops: 0,
    audio: "never",
    restarts: false,
    takeOvers: false,
    holds: false,
  },
  {
    name: "two speakers, heard while the agent's leg is open",
    legs: AGENT_AND_CUSTOMER,
    recognition: "agent-connected",
    ...EVERYTHING,
    takeOvers: false,
    mostDesktops: 0,
    audio: "at once",
    operators: false,
    holds: false,
  },
];
