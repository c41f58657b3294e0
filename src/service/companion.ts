/** The companion agent from the settings. */
import type { Clock } from "../base/clock.ts";
import { noCredentials, serviceAccountCredentials } from "../http/ui-connector/proxy/credentials.ts";
import type { Settings } from "../settings/table.ts";
import type { ProfileName } from "../transports/dialogflow/resource-names.ts";
import type { OpenCompanionStream } from "../transports/socketio/companion-streams.ts";
import { companionOverWebChannel } from "../transports/webchannel/companion.ts";

export interface CompanionParts {
  settings: Settings;
  profile: Pick<ProfileName, "location">;
  clock: Clock;
}

/** Undefined while COMPANION_CHANNEL_URL is empty. A stand-in without TLS is not shown the service account's token. */
export function openCompanion({ settings, profile, clock }: CompanionParts): OpenCompanionStream | undefined {
  const baseUrl = settings.COMPANION_CHANNEL_URL;
  if (baseUrl === undefined) return undefined;
  return companionOverWebChannel({
    baseUrl,
    project: settings.PROJECT_ID,
    locations: new Set([profile.location, ...settings.DIALOGFLOW_LOCATIONS]),
    credentials: baseUrl.startsWith("https://")
      ? serviceAccountCredentials(settings.PROJECT_ID)
      : noCredentials(),
    clock,
  });
}
