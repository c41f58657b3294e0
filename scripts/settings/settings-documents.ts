/** Writes what people read about settings from the one table the program reads them with. */

/** What the documents say about one setting. */
export interface DescribedSetting {
  readonly name: string;
  readonly required: boolean;
  readonly default: string;
  readonly description: string;
}

/** The text of .env.sample: what must be filled in first, then everything else with its default. */
export function environmentSample(settings: readonly DescribedSetting[]): string {
  const needed = settings.filter((setting) => setting.required);
  const optional = settings.filter((setting) => !setting.required);
  return [
    "# Copy this file to .env and fill in the first part. `make start` names everything that is missing, all at once.",
    "# Written by `make settings-documents`; the same list as a table: docs/reference/settings.md.",
    "",
    "# ---- needed ----",
    ...needed.flatMap((setting) => ["", `# ${setting.description}`, `${setting.name}=`]),
    "",
    "# ---- optional: the values are the defaults ----",
    ...optional.flatMap((setting) => ["", `# ${setting.description}`, `#${setting.name}=${setting.default}`]),
    "",
  ].join("\n");
}

/** The text of docs/reference/settings.md. */
export function settingsPage(settings: readonly DescribedSetting[]): string {
  return [
    "# Settings",
    "",
    "Sidetone reads its settings from the environment (Bun also reads a `.env` file in the folder it starts in). It checks all",
    "of them before it starts and reports every problem together, each with its remedy. An empty value means the default.",
    "",
    "This page and `.env.sample` are written by `make settings-documents` from `src/settings/table.ts`; a test compares them.",
    "",
    "| setting | default | meaning |",
    "|---|---|---|",
    ...settings.map(
      (setting) => `| \`${setting.name}\` | ${defaultCell(setting)} | ${cell(setting.description)} |`,
    ),
    "",
  ].join("\n");
}

function defaultCell(setting: DescribedSetting): string {
  if (setting.required) return "**needed**";
  return setting.default === "" ? "(empty)" : `\`${cell(setting.default)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
