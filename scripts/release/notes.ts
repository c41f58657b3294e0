/** What the changelog says of one version, for the page of its release. */

/**
 * The section of a version, without its heading. `tag` is the version with a `v` before it.
 *
 * @throws Error with what to do where the tag, the manifest and the changelog do not agree.
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`) {
    throw new Error(
      `The tag is ${tag}, and package.json has version ${version}: tag v${version}, or change the version.`,
    );
  }
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === version);
  if (section === undefined) {
    throw new Error(`CHANGELOG.md has no section "## ${version} - date": rename "Unreleased".`);
  }
  const [heading = "", ...lines] = section.split("\n");
  if (!/^\S+ - \d{4}-\d{2}-\d{2}$/.test(heading)) {
    throw new Error(
      `The heading "## ${heading}" of CHANGELOG.md has no date: write "## ${version} - 2026-11-26".`,
    );
  }
  return lines.join("\n").trim();
}
