/**
 * Plays `gcloud` and Google Cloud behind it, as strict as the help of its commands: what a command needs must exist,
 * its API must be enabled, nothing is made twice, and a service starts only with secrets that its account may read.
 * Sources: the pages of the gcloud CLI reference (cloud.google.com/sdk/gcloud/reference) and the flag tables of gcloud 528.
 */
import { readFileSync } from "node:fs";
import type { Ran } from "../gcloud.ts";
import { type Parsed, parsed } from "./command.ts";
import type { CloudState } from "./state.ts";

const OK = (text = ""): Ran => ({ ok: true, text, errors: "" });
const refused = (errors: string): Ran => ({ ok: false, text: "", errors });
const notFound = (what: string) => refused(`ERROR: NOT_FOUND: ${what} was not found.`);

const API_OF: readonly [prefix: string, api: string][] = [
  ["iam ", "iam"],
  ["pubsub ", "pubsub"],
  ["artifacts ", "artifactregistry"],
  ["builds", "cloudbuild"],
  ["redis ", "redis"],
  ["compute networks vpc-access", "vpcaccess"],
  ["secrets", "secretmanager"],
  ["run", "run"],
];

export class StandIn {
  readonly state: CloudState;

  constructor(state: CloudState) {
    this.state = state;
  }

  run(command: readonly string[], input?: string): Ran {
    const one = parsed(command);
    const api = API_OF.find(([prefix]) => `${one.group} `.startsWith(prefix))?.[1];
    if (api !== undefined && !this.state.apis.includes(`${api}.googleapis.com`))
      return refused(`ERROR: SERVICE_DISABLED: ${api}.googleapis.com has not been used in this project`);
    if (one.verb === "get-iam-policy" || one.verb === "add-iam-policy-binding") return this.#policy(one);
    switch (one.group) {
      case "auth":
        return OK("token");
      case "projects":
        return OK("123456789012");
      case "services":
        return this.#apis(one);
      case "secrets":
      case "secrets versions":
        return this.#secrets(one, input);
      case "artifacts docker images":
        return this.state.images.includes(one.names[0] ?? "") ? OK("sha256:0") : notFound("image");
      case "builds":
        return this.#build(one);
      case "run":
      case "run services":
        return this.#services(one);
      default:
        return this.#things(one);
    }
  }

  #apis({ verb, names }: Parsed): Ran {
    if (verb === "list") return OK(this.state.apis.join("\n"));
    this.state.apis.push(...names);
    return OK();
  }

  #things({ group, verb, names, flags }: Parsed): Ran {
    const { things } = this.state;
    const key = keyOf(group, names[0] ?? "");
    const thing = things[key];
    if (verb === "create") {
      if (thing !== undefined) return refused(`ERROR: ALREADY_EXISTS: ${key}`);
      for (const needed of ["--topic", "--dead-letter-topic"] as const) {
        const topic = flags[needed];
        if (topic !== undefined && !(keyOf("pubsub topics", topic) in things))
          return notFound(`topic ${topic}`);
      }
      things[key] = { flags };
      return OK();
    }
    if (thing === undefined) return notFound(key);
    if (verb === "delete") {
      delete things[key];
      return OK();
    }
    if (verb === "get-auth-string") return OK("redis-password");
    if (flags["--format"] === "value(host)") return OK("10.0.0.3");
    if (flags["--format"] === "value(port)") return OK("6379");
    if (flags["--format"] === "value(labels.made-by)")
      return OK(/made-by=([^,]+)/.exec(thing.flags["--labels"] ?? "")?.[1] ?? "");
    return OK(names[0] ?? "");
  }

  #secrets({ group, verb, names, flags }: Parsed, input: string | undefined): Ran {
    const { secrets } = this.state;
    const name = flags["--secret"] ?? names.at(verb === "access" ? 1 : 0) ?? "";
    if (verb === "list" && group === "secrets")
      return OK(
        Object.keys(secrets)
          .filter((one) => secrets[one]?.labels !== "")
          .join("\n"),
      );
    const secret = secrets[name];
    if (verb === "create") {
      if (secret !== undefined) return refused(`ERROR: ALREADY_EXISTS: Secret ${name}`);
      secrets[name] = { labels: flags["--labels"] ?? "", versions: [] };
      return OK();
    }
    if (secret === undefined) return notFound(`Secret [${name}]`);
    if (verb === "delete") {
      delete secrets[name];
      return OK();
    }
    if (verb === "add") {
      if (input === undefined || input === "") return refused("ERROR: the secret's data is empty");
      secret.versions.push(input);
      return OK();
    }
    if (verb === "access") {
      const newest = secret.versions.at(-1);
      return newest === undefined ? notFound(`Secret Version [${name}/versions/latest]`) : OK(newest);
    }
    return OK(group === "secrets versions" ? String(secret.versions.length) : name);
  }

  #build({ flags }: Parsed): Ran {
    const image = /_IMAGE=([^,]+)/.exec(flags["--substitutions"] ?? "")?.[1] ?? "";
    const repository = image.split("/")[2] ?? "";
    const account = (flags["--service-account"] ?? "").split("/").at(-1) ?? "";
    const writers =
      this.state.policies[keyOf("artifacts repositories", repository)]?.["roles/artifactregistry.writer"];
    if (!writers?.includes(`serviceAccount:${account}`))
      return refused(`ERROR: ${account} may not push ${image}`);
    this.state.images.push(image);
    return OK();
  }

  #services({ verb, names, flags }: Parsed): Ran {
    const name = names[0] ?? "";
    const service = this.state.services[name];
    if (verb === "deploy") return this.#deploy(name, flags);
    if (service === undefined) return refused(`ERROR: Cannot find service [${name}]`);
    if (verb === "delete") {
      delete this.state.services[name];
      return OK();
    }
    if (flags["--format"] === "value(status.url)") return OK(`https://${name}-abc.a.run.app`);
    return OK(/sidetone-config=([^,]+)/.exec(service.flags["--labels"] ?? "")?.[1] ?? "");
  }

  #deploy(name: string, flags: Record<string, string>): Ran {
    const { images, secrets, services, things } = this.state;
    if (!images.includes(flags["--image"] ?? "")) return notFound(`image ${flags["--image"]}`);
    const connector = flags["--vpc-connector"];
    if (connector !== undefined && !(keyOf("compute networks vpc-access connectors", connector) in things))
      return notFound(`VPC connector ${connector}`);
    for (const given of (flags["--set-secrets"] ?? "").split(",")) {
      const [, secret = "", version = ""] = /=(.+):(.+)$/.exec(given) ?? [];
      if (secrets[secret]?.versions[Number(version) - 1] === undefined) return notFound(`secret ${given}`);
      const readers = this.state.policies[keyOf("secrets", secret)]?.["roles/secretmanager.secretAccessor"];
      if (!readers?.includes(`serviceAccount:${flags["--service-account"]}`))
        return refused(`ERROR: Permission denied on secret ${secret} for ${flags["--service-account"]}`);
    }
    const file = flags["--env-vars-file"] ?? "";
    const { "--env-vars-file": _path, ...kept } = flags;
    const revisions = (services[name]?.revisions ?? 0) + 1;
    services[name] = { flags: kept, environment: readFileSync(file, "utf8"), revisions };
    return OK();
  }

  #policy({ group, verb, names, flags }: Parsed): Ran {
    const { things, secrets, policies } = this.state;
    const name = names[0] ?? "";
    const key = keyOf(group, name);
    const isThere = group === "projects" || (group === "secrets" ? name in secrets : key in things);
    if (!isThere) return notFound(key);
    const policy = policies[key] ?? {};
    policies[key] = policy;
    if (verb === "get-iam-policy")
      return OK(
        JSON.stringify({ bindings: Object.entries(policy).map(([role, members]) => ({ role, members })) }),
      );
    const member = flags["--member"] ?? "";
    const email = member.replace("serviceAccount:", "");
    const isGoogles = email.includes("@gcp-sa-");
    const account = keyOf("iam service-accounts", email.split("@")[0] ?? "");
    if (!isGoogles && !(account in things)) return refused(`ERROR: Service account ${email} does not exist.`);
    const role = flags["--role"] ?? "";
    policy[role] = [...new Set([...(policy[role] ?? []), member])];
    return OK();
  }
}

/** Accounts are made by their short name and found by their address. */
function keyOf(group: string, name: string): string {
  return `${group}/${group === "iam service-accounts" ? (name.split("@")[0] ?? "") : name}`;
}
