/** What keeping records costs, as the table of storage/README.md. */
import type { Occasion } from "../report.ts";
import { type StorageRow, SUBJECTS_OF_STORAGE } from "./figures.ts";
import type { StorageFigures } from "./storage.ts";

export type StorageResults = Occasion & StorageFigures;

export function storageFiguresOf({ date, machine, bun, former, legs, rows }: StorageResults): string {
  const before = former === null ? "not measured" : `before (${former})`;
  return [
    `${date}, ${machine}, Bun ${bun}; ${legs} legs.`,
    "",
    `| Median | ${before} | now (range) | Ratio | Wanted | |`,
    "|---|---|---|---|---|---|",
    ...rows.map(lineOf),
  ].join("\n");
}

function lineOf({ subject, unit, before, after, least, most, ratio, wanted, met }: StorageRow): string {
  const { title } = SUBJECTS_OF_STORAGE[subject];
  const verdict = met === undefined ? "" : met ? "met" : "**missed**";
  return (
    `| ${title}, ${unit} | ${before ?? ""} | ${after} (${least}-${most}) | ${ratio ?? ""} ` +
    `| at most ${wanted} | ${verdict} |`
  );
}
