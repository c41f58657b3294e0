/** The project: whether the account may hold conversations, and for how many calls the quota is enough. */
import type { CredentialHeaders } from "../../src/http/ui-connector/proxy/credentials.ts";
import type { RecognitionApiName } from "../../src/settings/recognition.ts";
import type { ProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { askForQuota, grantOnProject } from "./commands.ts";
import { commonRefusal, type Finding, fault, unknown, well } from "./finding.ts";
import { readRest } from "./read-cloud.ts";

export interface ProjectQuestion {
  profile: ProfileName;
  account: string;
  credentials: CredentialHeaders;
  /** A simulator of both REST services; undefined for Google's. */
  simulator: string | undefined;
  recognitionApi: RecognitionApiName;
  /** Calls at once that the quota must be enough for. */
  calls: number;
}

/** Of roles/dialogflow.agentAssistClient (docs.cloud.google.com/iam/docs/roles-permissions/dialogflow). */
const PERMISSIONS = ["dialogflow.conversations.create", "dialogflow.participants.create"];
const ROLE = "roles/dialogflow.agentAssistClient";
/** By RECOGNITION_API. A call has two speakers; a stream of the streaming rpc is renewed once in 45 s. */
const QUOTAS = {
  bidi: {
    id: "ConcurrentBidiStreamingSessionsPerProjectPerRegion",
    perCall: 2,
    counted: "recognition streams",
  },
  streaming: {
    id: "AnalyzeContentOperationsPerMinutePerProject",
    perCall: (2 * 60) / 45,
    counted: "requests with audio or text a minute",
  },
} as const;

/** cloudresourcemanager v1 projects.testIamPermissions. */
export async function checkRole({ profile, account, ...more }: ProjectQuestion): Promise<Finding> {
  const { projectId } = profile;
  const base = more.simulator ?? "https://cloudresourcemanager.googleapis.com";
  const url = `${base}/v1/projects/${projectId}:testIamPermissions`;
  const read = await readRest({ url, body: { permissions: PERMISSIONS } }, more.credentials);
  if (!read.ok) {
    const what = "What the account may do in the project";
    return (
      commonRefusal(what, read) ?? unknown(`${what} could not be read (${read.status}: ${read.message})`)
    );
  }
  const granted = Array.isArray(read.value.permissions) ? read.value.permissions : [];
  const missing = PERMISSIONS.filter((name) => !granted.includes(name));
  if (missing.length === 0) return well("The account may hold conversations");
  const text = `The account lacks ${missing.join(" and ")} in the project ${projectId}`;
  return fault("ROLE_MISSING", text, grantOnProject(projectId, account, ROLE));
}

/** cloudquotas v1 quotaInfos.get; sessions of the location global count in us-central1. */
export async function checkQuota({
  profile,
  calls,
  recognitionApi,
  ...more
}: ProjectQuestion): Promise<Finding> {
  const { id, perCall, counted } = QUOTAS[recognitionApi];
  const { projectId } = profile;
  const region = profile.location === "global" ? "us-central1" : profile.location;
  const base = more.simulator ?? "https://cloudquotas.googleapis.com";
  const path = `projects/${projectId}/locations/global/services/dialogflow.googleapis.com/quotaInfos/${id}`;
  const read = await readRest({ url: `${base}/v1/${path}` }, more.credentials);
  const hint = "roles/cloudquotas.viewer lets this check read it; Sidetone itself does not need that.";
  if (!read.ok) {
    const what = `The quota of ${counted}`;
    return commonRefusal(what, read) ?? unknown(`${what} could not be read (${read.status})`, hint);
  }
  const allowed = valueFor(read.value, region);
  if (allowed === undefined) return unknown(`The quota ${id} has no value for ${region}`, hint);
  const wanted = Math.ceil(calls * perCall);
  const enough = Math.floor(allowed / perCall);
  const where = recognitionApi === "bidi" ? ` in ${region}` : "";
  if (allowed >= wanted)
    return well(`The quota allows ${allowed} ${counted}${where}: ${enough} calls at once`);
  const text = `The quota allows ${allowed} ${counted}${where}, enough for ${enough} calls at once and not for ${calls}`;
  const ask = askForQuota(projectId, id, recognitionApi === "bidi" ? region : undefined, wanted);
  return fault("QUOTA", text, ask);
}

/** QuotaInfo.dimensionsInfos: the entry of the region, else the one that names none. -1 means without a limit. */
function valueFor(info: Record<string, unknown>, region: string): number | undefined {
  const entries = (Array.isArray(info.dimensionsInfos) ? info.dimensionsInfos : []) as {
    dimensions?: Record<string, string>;
    details?: { value?: string };
  }[];
  const entry =
    entries.find(({ dimensions }) => dimensions?.region === region) ??
    entries.find(({ dimensions }) => dimensions?.region === undefined);
  const value = Number(entry?.details?.value);
  if (Number.isNaN(value)) return undefined;
  return value < 0 ? Number.MAX_SAFE_INTEGER : value;
}
