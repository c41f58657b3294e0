/** What the check says about one thing: it is well, it is a fault with what to run, or it could not be looked at. */
export interface Finding {
  kind: "well" | "fault" | "unknown";
  /** For programs; a fault of docs/reference/errors.md where there is one. */
  code: string;
  /** One sentence without a full stop. */
  text: string;
  /** Commands, or what else to do. */
  remedy: readonly string[];
}

export const well = (text: string): Finding => ({ kind: "well", code: "", text, remedy: [] });

export const fault = (code: string, text: string, ...remedy: string[]): Finding => ({
  kind: "fault",
  code,
  text,
  remedy,
});

export const unknown = (text: string, ...remedy: string[]): Finding => ({
  kind: "unknown",
  code: "",
  text,
  remedy,
});

/** What holds for any reading that was refused, by its gRPC status; undefined if it says something about its subject. */
export function commonRefusal(
  what: string,
  refused: { status: string; message: string },
): Finding | undefined {
  switch (refused.status) {
    case "RESOURCE_EXHAUSTED":
      return fault(
        "QUOTA",
        `${what} could not be read: the project's quota is used up (${refused.message})`,
        "gcloud beta quotas info list --service=dialogflow.googleapis.com --project=PROJECT_ID",
        "Ask for more on the page Quotas of the Google Cloud console, then run this again.",
      );
    case "UNAVAILABLE":
    case "DEADLINE_EXCEEDED":
      return fault(
        "UNREACHABLE",
        `${what} could not be read: ${refused.status}, ${refused.message}`,
        CREDENTIALS,
      );
    case "UNAUTHENTICATED":
      return fault("NO_CREDENTIALS", `${what} could not be read: the credentials are not taken`, CREDENTIALS);
    default:
      return undefined;
  }
}

const CREDENTIALS =
  "Check the network, and the credentials: GOOGLE_APPLICATION_CREDENTIALS=KEY_FILE, or gcloud auth application-default login";
