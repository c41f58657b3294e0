/** Whether the settings let anybody bring calls. */
import { SETTING_TABLE, type SettingName, type Settings } from "./table.ts";

const SOURCE_SECRETS = (Object.keys(SETTING_TABLE) as SettingName[]).filter(
  (name) => SETTING_TABLE[name].opensSource,
);

/** A problem where nobody can; none while such a secret is wrong, which is told anyway. */
export function sourceProblems(settings: Partial<Settings>): string[] {
  const isJudged = SOURCE_SECRETS.every((name) => name in settings);
  if (!isJudged || SOURCE_SECRETS.some((name) => settings[name] !== undefined)) return [];
  return [
    `No source of calls is configured. Set the secret of one: ${SOURCE_SECRETS.join(", ")}. For Five9 begin with FIVE9_TRUST_TOKEN, for AudioCodes VoiceAI Connect with AUDIOCODES_BOT_TOKEN.`,
  ];
}
