/** Reads a webhook's JSON body strictly: within the limit, valid UTF-8, one object. */
import { SidetoneError } from "../../errors.ts";
import { type Fields, fieldsOf } from "../../transports/audiocodes/read-event.ts";
import { readBytes } from "../body-bytes.ts";

/** Rejects with LIMIT_EXCEEDED beyond `maxBytes` and PROTOCOL_VIOLATION for anything but a JSON object. */
export async function readJsonFields(request: Request, maxBytes: number): Promise<Fields> {
  const bytes = await readBytes(request, maxBytes);
  const fields = fieldsOf(parse(bytes));
  if (fields === undefined) throw notJson();
  return fields;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (caught) {
    throw notJson(caught);
  }
}

function notJson(cause?: unknown): SidetoneError {
  const options = cause === undefined ? {} : { cause };
  return new SidetoneError("PROTOCOL_VIOLATION", "The body must be one JSON object in UTF-8", options);
}
