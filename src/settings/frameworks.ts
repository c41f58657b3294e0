/** Settings of the bot frameworks VoiceAI Connect may use besides AudioCodes' own: Microsoft's and Dialogflow's. */
import {
  durationMs,
  hidden,
  httpUrl,
  list,
  optionalText,
  optionalToken,
  setting,
  sourceSecret,
} from "./setting.ts";

export const FRAMEWORK_SETTINGS = {
  DIALOGFLOW_WEBHOOK_TOKEN: sourceSecret(
    setting(
      optionalToken,
      "",
      "Secret of the webhooks for VoiceAI Connect's Dialogflow CX and ES bots; empty disables them",
    ),
  ),
  MICROSOFT_APP_ID: sourceSecret(
    setting(
      optionalText,
      "",
      "Application id of the Azure bot; empty disables the endpoints of Bot Framework and Copilot Studio",
    ),
  ),
  MICROSOFT_APP_PASSWORD: setting(hidden(optionalText), "", "Client secret that belongs to MICROSOFT_APP_ID"),
  MICROSOFT_ISSUERS: setting(
    list,
    "https://api.botframework.com",
    "Issuers whose tokens may open Microsoft's endpoints: the Bot Framework's, and for skills of Copilot Studio the tenant's id, which covers both issuers of the tenant",
  ),
  MICROSOFT_SKILL_CALLERS: setting(
    list,
    "",
    "App ids of the bots (Copilot Studio agents) that may call Sidetone as their skill, comma separated; * for any bot of these tenants; empty: none",
  ),
  MICROSOFT_OPENID_URL: setting(
    httpUrl,
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "OpenID metadata that names the keys of the Bot Framework's tokens",
  ),
  MICROSOFT_TENANT_OPENID_URL: setting(
    httpUrl,
    "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
    "OpenID metadata that names the keys of the tokens of bots that call a skill; the same for all tenants",
  ),
  MICROSOFT_TOKEN_URL: setting(
    httpUrl,
    "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token",
    "URL of the bot's tokens for the connector service and for bots that call a skill; of a single-tenant bot with its tenant",
  ),
  MICROSOFT_SERVICE_HOSTS: setting(
    list,
    "*.botframework.com,smba.trafficmanager.net",
    "Hosts of connector services that may be answered, comma separated; *.suffix for all below",
  ),
  FRAMEWORK_SILENCE_MS: setting(
    durationMs(10_000, 86_400_000),
    "1800000",
    "Silence after which a conversation ends in these frameworks, which have no refresh",
  ),
} as const;

/** Framework settings that are fine alone but not together. */
export function frameworkProblems(settings: {
  MICROSOFT_APP_ID?: string | undefined;
  MICROSOFT_APP_PASSWORD?: string | undefined;
}): string[] {
  const { MICROSOFT_APP_ID: id, MICROSOFT_APP_PASSWORD: password } = settings;
  return (id === undefined) === (password === undefined)
    ? []
    : ["MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD go together. Set both, or neither."];
}
