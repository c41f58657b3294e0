/** Whether this process has credentials for Google at all, known before anything else is started. */
import { createPrivateKey } from "node:crypto";
import { GoogleAuth } from "google-auth-library";
import { SidetoneError } from "../base/errors.ts";
import type { Settings } from "../settings/table.ts";

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";

type GoogleSettings = Pick<Settings, "DIALOGFLOW_ENDPOINT" | "PUBSUB_EMULATOR_HOST" | "PUBSUB_DELIVERY"> &
  Partial<Pick<Settings, "TRANSLATION" | "TRANSLATION_ENDPOINT">>;

/**
 * Rejects with CONFIG_INVALID, in one sentence, where Application Default Credentials name nobody. Simulators need
 * none, and neither does Pub/Sub where it only pushes. `keyFile` is GOOGLE_APPLICATION_CREDENTIALS, which Google's library reads by itself.
 */
export async function requireCredentials(
  settings: GoogleSettings,
  keyFile: string | undefined,
): Promise<void> {
  const { DIALOGFLOW_ENDPOINT, PUBSUB_EMULATOR_HOST, PUBSUB_DELIVERY } = settings;
  const pulls = PUBSUB_DELIVERY !== "push" && PUBSUB_EMULATOR_HOST === undefined;
  const translates =
    settings.TRANSLATION === "cloud-translation" && settings.TRANSLATION_ENDPOINT === undefined;
  if (DIALOGFLOW_ENDPOINT !== undefined && !pulls && !translates) return;
  try {
    const client = await withoutLookupWarning(() => new GoogleAuth({ scopes: [SCOPE] }).getClient());
    // Google's library looks at it only when it signs with it, in the middle of a call.
    if ("key" in client && typeof client.key === "string") createPrivateKey(client.key);
  } catch (caught) {
    throw new SidetoneError("CONFIG_INVALID", sentence(keyFile, String(caught)), { cause: caught });
  }
}

/** Google's library warns in words of its own where no metadata server answers as it expects: that is told in a sentence here. */
async function withoutLookupWarning<T>(work: () => Promise<T>): Promise<T> {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] !== "MetadataLookupWarning") Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof emitWarning;
  try {
    return await work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function sentence(keyFile: string | undefined, text: string): string {
  if (keyFile === undefined || keyFile === "")
    return "No credentials for Google were found. Set GOOGLE_APPLICATION_CREDENTIALS to the service account's key file, or run: gcloud auth application-default login";
  const what = /does not exist|ENOENT/.test(text)
    ? "there is no such file"
    : "it cannot be read as a key file (JSON with a private key)";
  return `GOOGLE_APPLICATION_CREDENTIALS is ${keyFile}, but ${what}. Name the service account's key file, or unset it to use other credentials of this machine`;
}
