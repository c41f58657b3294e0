/** The one rpc of Cloud Translation that is used, from Google's description of all of it (google.cloud.translation.v3). */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { INamespace } from "protobufjs";
import { preparedPath } from "../../base/prepared.ts";
import { cutDescription, type Description } from "../dialogflow/descriptions.ts";

const PACKAGE = "google.cloud.translation.v3";
export const TRANSLATION_SERVICE = `${PACKAGE}.TranslationService`;
export const TRANSLATE_TEXT = "TranslateText";

/** A file of `make build` with what describeTranslation gives. */
export const PREPARED_TRANSLATION = "translation.json";

/** For protobufjs: 4 kB of the 270 that the client library brings. */
export function describeTranslation(): INamespace {
  const prepared = preparedPath(PREPARED_TRANSLATION);
  if (prepared !== null) return JSON.parse(readFileSync(prepared, "utf8")) as INamespace;
  const whole = createRequire(import.meta.url)(
    "@google-cloud/translate/build/protos/protos.json",
  ) as Description;
  return cutDescription(withOneRpc(whole), [TRANSLATION_SERVICE]) as INamespace;
}

/** The service with that rpc alone, so that only its messages are needed. */
function withOneRpc(whole: Description): Description {
  const path = TRANSLATION_SERVICE.split(".");
  const changed = (node: Description, [name, ...rest]: readonly string[]): Description => {
    if (name === undefined) {
      const { [TRANSLATE_TEXT]: rpc } = node.methods ?? {};
      if (rpc === undefined) throw new Error(`${TRANSLATION_SERVICE} has no rpc ${TRANSLATE_TEXT}`);
      return { ...node, methods: { [TRANSLATE_TEXT]: rpc } };
    }
    const { [name]: inner = {}, ...others } = node.nested ?? {};
    return { ...node, nested: { ...others, [name]: changed(inner, rest) } };
  };
  return changed(whole, path);
}
