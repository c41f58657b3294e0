/** The settings that tests run with: the defaults of the table, with secrets good for nothing else. */
import { five9LimitsOf } from "../../src/carriers/five9/limits.ts";
import { callTimingOf, participantTimingOf, trackSettingsOf } from "../../src/service/timings.ts";
import { readConfig } from "../../src/settings/read.ts";
import type { Settings } from "../../src/settings/table.ts";
import { subscriptionsOf } from "../../src/transports/pubsub/subscriptions.ts";

/** What has no default. */
export const TEST_ENVIRONMENT = {
  PROJECT_ID: "p",
  CONVERSATION_PROFILE_NAME: "projects/p/locations/global/conversationProfiles/x",
  FIVE9_API_KEY: "k".repeat(32),
  FIVE9_TRUST_TOKEN: "t".repeat(32),
  JWT_SECRET: "j".repeat(32),
  PANEL_LAUNCH_KEY: "l".repeat(32),
  OPERATOR_TOKEN: "o".repeat(32),
} as const;

export const TEST_SETTINGS: Settings = readConfig(TEST_ENVIRONMENT);

export const CALL_TIMING = callTimingOf(TEST_SETTINGS);
export const PARTICIPANT_TIMING = participantTimingOf(TEST_SETTINGS);
export const TRACK_SETTINGS = trackSettingsOf(TEST_SETTINGS);
export const FIVE9_LIMITS = five9LimitsOf(TEST_SETTINGS);
export const SUBSCRIPTIONS = subscriptionsOf(TEST_SETTINGS);
