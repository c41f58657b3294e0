/** Reads events in Google's form: servers up to 3affee0 (26 November 2026) know no other, whatever the page asks for. */
import { type ShownAssistEvent, shownForm } from "../../../assist/event.ts";
import { eventOf } from "../../../assist/google/logged.ts";
import type { AssistDataType } from "../../../assist/google-notification.ts";
import { numberOf, recordOf, textOf } from "../../../base/json-fields.ts";

/** `raw` is an AssistEnvelope. Undefined without its payload's text. */
export function readEnvelope(dataType: AssistDataType, raw: unknown): ShownAssistEvent | undefined {
  const fields = recordOf(raw);
  const { data } = fields;
  if (typeof data !== "string") return undefined;
  const event = eventOf(textOf(fields.conversation_name), {
    dataType,
    data,
    messageId: textOf(fields.message_id),
    publishTime: textOf(fields.publish_time),
    attributes: {
      participant_role: textOf(fields.participant_role),
      message_id: textOf(fields.new_recognition_result_message_id),
    },
  });
  return shownForm(event, numberOf(fields.sequence) ?? null);
}
