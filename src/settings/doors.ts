/** Which doors the settings open: a door without its secret stays shut, and at least one has to bring calls. */
import type { Settings } from "./table.ts";

export interface Door {
  name: string;
  isOpen: boolean;
  /** What opens it, for people who set it up. */
  needs: string;
  /** Another secret of the same sender is set, so somebody waits for this door to open. */
  isAwaited: boolean;
}

/** Each of these lets calls in. */
const SOURCES = [
  "FIVE9_TRUST_TOKEN",
  "FIVE9_API_KEY",
  "AUDIOCODES_BOT_TOKEN",
  "AUDIOCODES_OAUTH_ISSUER",
  "DIALOGFLOW_WEBHOOK_TOKEN",
  "MICROSOFT_APP_ID",
] as const satisfies readonly (keyof Settings)[];

type DoorSettings = Pick<Settings, (typeof SOURCES)[number] | "PANEL_LAUNCH_KEY" | "PANEL_ACCESS">;

/** Five9 is one of this installation's sources, though maybe not set up to the end. */
export function hasFive9(settings: Pick<Settings, "FIVE9_TRUST_TOKEN" | "FIVE9_API_KEY">): boolean {
  return settings.FIVE9_TRUST_TOKEN !== undefined || settings.FIVE9_API_KEY !== undefined;
}

export function doorsOf(settings: DoorSettings): Door[] {
  const five9 = hasFive9(settings);
  const [, , ...audiocodes] = SOURCES;
  return [
    {
      name: "Five9 audio (gRPC)",
      isOpen: settings.FIVE9_TRUST_TOKEN !== undefined,
      needs: "FIVE9_TRUST_TOKEN, the trust token of the MediaStream subscription",
      isAwaited: five9,
    },
    {
      name: "Five9 webhooks",
      isOpen: settings.FIVE9_API_KEY !== undefined,
      needs: "FIVE9_API_KEY, which Five9 shows once the MediaStream subscription is saved",
      isAwaited: five9,
    },
    {
      name: "AudioCodes VoiceAI Connect",
      isOpen: audiocodes.some((name) => settings[name] !== undefined),
      needs: "AUDIOCODES_BOT_TOKEN, or another of its secrets",
      isAwaited: false,
    },
    {
      name: "Agent's page",
      isOpen: settings.PANEL_LAUNCH_KEY !== undefined || settings.PANEL_ACCESS === "call-id",
      needs: "PANEL_LAUNCH_KEY, the parameter launch_key of the connector that opens the page",
      isAwaited: false,
    },
  ];
}

/** A problem where nothing can bring a call; none while a source's own setting is wrong, which is told anyway. */
export function sourceProblems(settings: Partial<Settings>): string[] {
  const isJudged = SOURCES.every((name) => name in settings);
  if (!isJudged || SOURCES.some((name) => settings[name] !== undefined)) return [];
  return [
    "No source of calls is configured: set FIVE9_TRUST_TOKEN (and FIVE9_API_KEY, once Five9 has shown it) for Five9, or AUDIOCODES_BOT_TOKEN for AudioCodes VoiceAI Connect.",
  ];
}
