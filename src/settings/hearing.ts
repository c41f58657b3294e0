/** Settings of the watch over words lost in silence. */
import { durationMs, oneOf, setting } from "./setting.ts";

export const HEARING_SETTINGS = {
  UNHEARD_ALARM_MS: setting(
    durationMs(1_000, 3_600_000),
    "30000",
    "How long a speaker may be connected without ever being heard; then the call has an alarm with the cause",
  ),
  HOLD_ALARM_MS: setting(
    durationMs(1_000, 86_400_000),
    "300000",
    "How long a hold is believed that has speech in its audio; then the call has an alarm",
  ),
  HOLD_SPEECH: setting(
    oneOf(["alarm", "recognize"]),
    "alarm",
    "What else happens to such a hold: nothing, or recognition goes on as if the hold were over",
  ),
  BEHIND_ALARM_MS: setting(
    durationMs(500, 3_600_000),
    "5000",
    "How far a leg's audio may fall behind the clock; then the call has an alarm",
  ),
} as const;
