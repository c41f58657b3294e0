/** Environment to typed settings: every problem is found before any is reported, each with its remedy. */
import type { z } from "zod";
import { SidetoneError } from "../base/errors.ts";
import { audiocodesProblems } from "./audiocodes.ts";
import { connectorProblems } from "./connector.ts";
import { frameworkProblems } from "./frameworks.ts";
import { misspeltSettings } from "./misspelt.ts";
import { operatorProblems } from "./operators.ts";
import { recognitionProblems } from "./recognition.ts";
import { roleProblems } from "./role.ts";
import { isHidden } from "./setting.ts";
import { sourceProblems } from "./sources.ts";
import { SETTING_TABLE, type SettingName, type Settings } from "./table.ts";
import { translationProblems } from "./translation.ts";

/** Thrown by readConfig; `problems` has one line per setting that must change. */
export class ConfigError extends SidetoneError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super("CONFIG_INVALID", `${problems.length} setting(s) need attention`);
    this.problems = problems;
  }
}

/** Reads settings from `environment` (names as in .env.sample). Throws ConfigError with all problems at once. */
export function readConfig(environment: Environment = process.env): Settings {
  const { values, problems } = readValues(Object.keys(SETTING_TABLE) as SettingName[], environment);
  problems.push(...findContradictions(values));
  if (problems.length > 0) throw new ConfigError([...problems, ...misspeltSettings(environment)]);
  return values as Settings;
}

type Environment = Record<string, string | undefined>;

/** Some of the settings, for tools that need no more; without `settings` where `problems` has something. */
export function readSome<Name extends SettingName>(
  names: readonly Name[],
  environment: Environment,
): { settings?: Pick<Settings, Name>; problems: readonly string[] } {
  const { values, problems } = readValues(names, environment);
  return problems.length > 0 ? { problems } : { settings: values as Pick<Settings, Name>, problems };
}

function readValues(names: readonly SettingName[], environment: Environment) {
  const problems: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of names) {
    const { schema, default: fallback, description } = SETTING_TABLE[name];
    const text = environment[name]?.trim() || fallback;
    if (text === null) {
      problems.push(`${name} is not set. It is needed: ${description}.`);
      continue;
    }
    if (/^(["']).*\1$/s.test(text)) {
      problems.push(`${name} has quotes around its value, which would be part of it. Leave them out.`);
      continue;
    }
    const parsed = schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else {
      const remedies = new Set(parsed.error.issues.map((issue) => issue.message));
      problems.push(`${name} ${given(schema, text)}${[...remedies].join("; ")}. It is: ${description}.`);
    }
  }
  return { values, problems };
}

const LONGEST_SHOWN = 60;

/** What was given, before what it must be; nothing of a secret. */
function given(schema: z.ZodType, text: string): string {
  if (isHidden(schema)) return "";
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
  return `is ${JSON.stringify(shown)} and `;
}

/** Settings that are fine alone but not together. */
function findContradictions(values: Partial<Record<SettingName, unknown>>): string[] {
  const settings = values as Partial<Settings>;
  const problems: string[] = [];
  const profileProject = settings.CONVERSATION_PROFILE_NAME?.split("/")[1];
  if (profileProject && settings.PROJECT_ID && profileProject !== settings.PROJECT_ID) {
    problems.push(
      `CONVERSATION_PROFILE_NAME belongs to project ${profileProject}, but PROJECT_ID is ${settings.PROJECT_ID}. Make them the same.`,
    );
  }
  if ((settings.GRPC_TLS_CERT_FILE === undefined) !== (settings.GRPC_TLS_KEY_FILE === undefined)) {
    problems.push("GRPC_TLS_CERT_FILE and GRPC_TLS_KEY_FILE go together. Set both, or neither.");
  }
  problems.push(...recognitionProblems(settings));
  const pushes = settings.PUBSUB_DELIVERY !== undefined && settings.PUBSUB_DELIVERY !== "pull";
  if (pushes && (settings.PUSH_AUDIENCE === undefined || settings.PUSH_SERVICE_ACCOUNT === undefined)) {
    problems.push(
      `PUBSUB_DELIVERY is ${settings.PUBSUB_DELIVERY}, which needs PUSH_AUDIENCE and PUSH_SERVICE_ACCOUNT: without them strangers could push events. Set both.`,
    );
  }
  problems.push(...sourceProblems(settings));
  problems.push(...connectorProblems(settings));
  problems.push(...audiocodesProblems(settings));
  problems.push(...frameworkProblems(settings));
  problems.push(...operatorProblems(settings));
  problems.push(...roleProblems(settings));
  problems.push(...translationProblems(settings));
  return problems;
}

/** The problems as a person reads them on a terminal. */
export function describeConfigError(error: ConfigError): string {
  const lines = error.problems.map((problem) => `  - ${problem}`);
  return [
    "Sidetone cannot start: these settings need attention.",
    ...lines,
    "All settings: docs/reference/settings.md, .env.sample.",
  ].join("\n");
}
