/** Settings of VoiceAI Connect's own Bot API, of texts to Dialogflow, and of the suggestion webhook. */
import { z } from "zod";
import { parseRoles } from "./participant-roles.ts";
import {
  durationMs,
  hidden,
  oneOf,
  optionalMatch,
  optionalText,
  optionalToken,
  setting,
  sourceSecret,
  wholeNumber,
} from "./setting.ts";

const optionalUrl = optionalMatch(/^https?:\/\/[^\s]+$/, "must be an http or https URL");

export const AUDIOCODES_SETTINGS = {
  AUDIOCODES_BOT_TOKEN: sourceSecret(
    setting(
      optionalToken,
      "",
      "credentials.token of the VoiceAI Connect provider; the Bot API is served only with this or with OAuth",
    ),
  ),
  AUDIOCODES_OAUTH_ISSUER: sourceSecret(
    setting(optionalText, "", "Issuer (iss) of VoiceAI Connect's OAuth 2.0 access tokens"),
  ),
  AUDIOCODES_OAUTH_JWKS_URL: setting(optionalUrl, "", "URL of that issuer's key set (JWKS)"),
  AUDIOCODES_OAUTH_AUDIENCE: setting(optionalText, "", "Audience (aud) that those access tokens must name"),
  AUDIOCODES_ROLES: setting(
    z
      .string()
      .refine(
        (text) => parseRoles(text) !== null,
        "must read participant=customer,participant=agent, each participant once",
      ),
    "caller=customer,callee=agent",
    "Who speaks as customer, agent or supervisor, by participant id in any case; * matches any characters (agent-*=agent,*=supervisor). In outbound calls customer and agent are swapped",
  ),
  AUDIOCODES_EXPIRES_SECONDS: setting(
    wholeNumber(2, 86_400),
    "120",
    "Idle limit sent to VoiceAI Connect; a conversation that is silent for 1.5 times as long expires",
  ),
  AUDIOCODES_SPEECH_DETECTION: setting(
    oneOf(["on", "off"]),
    "on",
    "Whether VoiceAI Connect is asked to recognise only during speech (speechDetection: enabled)",
  ),
  AUDIOCODES_HYPOTHESES: setting(
    oneOf(["on", "off"]),
    "on",
    "Whether words are shown while they are spoken (speechHypothesis)",
  ),
  AUDIOCODES_DIRECT_STT: setting(
    oneOf(["on", "off"]),
    "off",
    "Whether Sidetone has audio of VoiceAI Connect's streaming mode (directSTT) recognised",
  ),
  AUDIOCODES_LANGUAGE: setting(
    z.string().min(2),
    "en-US",
    "Language of VoiceAI Connect's texts that name none (BCP 47)",
  ),
  TEXTS_PER_MINUTE: setting(
    wholeNumber(1, 100_000),
    "300",
    "Most AnalyzeContent requests of this instance in a minute; Google's default quota is 300 a project",
  ),
  WEBHOOK_URL: setting(hidden(optionalUrl), "", "Where suggestions are posted for other recipients"),
  WEBHOOK_SECRET: setting(optionalToken, "", "Signs those posts (HMAC-SHA256)"),
  WEBHOOK_DEADLINE_MS: setting(durationMs(100, 60_000), "5000", "Longest wait for an answer to such a post"),
} as const;

/** Settings of this group that are fine alone but not together. */
export function audiocodesProblems(settings: {
  AUDIOCODES_OAUTH_ISSUER?: string | undefined;
  AUDIOCODES_OAUTH_JWKS_URL?: string | undefined;
  AUDIOCODES_OAUTH_AUDIENCE?: string | undefined;
  WEBHOOK_URL?: string | undefined;
  WEBHOOK_SECRET?: string | undefined;
}): string[] {
  const problems: string[] = [];
  const oauth = [
    settings.AUDIOCODES_OAUTH_ISSUER,
    settings.AUDIOCODES_OAUTH_JWKS_URL,
    settings.AUDIOCODES_OAUTH_AUDIENCE,
  ];
  const given = oauth.filter((value) => value !== undefined).length;
  if (given !== 0 && given !== oauth.length) {
    problems.push(
      "AUDIOCODES_OAUTH_ISSUER, AUDIOCODES_OAUTH_JWKS_URL and AUDIOCODES_OAUTH_AUDIENCE go together. Set all, or none.",
    );
  }
  if ((settings.WEBHOOK_URL === undefined) !== (settings.WEBHOOK_SECRET === undefined)) {
    problems.push("WEBHOOK_URL and WEBHOOK_SECRET go together. Set both, or neither.");
  }
  return problems;
}
