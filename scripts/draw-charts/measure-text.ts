/** Widths of text without a browser: those of DejaVu Sans, wider than the system faces pages are usually shown in. */

/** Thousandths of the font size for the printable ASCII characters, from the space on; regular, then bold. */
const REGULAR = widths(
  "318,401,460,838,636,950,780,275,390,390,500,838,318,361,318,337,636,636,636,636,636,636,636,636,636,636,337,337," +
    "838,838,838,531,1000,684,686,698,770,632,575,775,752,295,295,656,557,863,748,787,603,787,695,635,611,732,684,989," +
    "685,611,685,390,337,390,838,500,500,613,635,550,635,615,352,635,634,278,278,579,278,974,634,612,635,635,411,521," +
    "392,634,592,818,592,592,525,636,337,636,838",
);
const BOLD = widths(
  "348,456,521,838,696,1002,872,306,457,457,523,838,380,415,380,365,696,696,696,696,696,696,696,696,696,696,400,400," +
    "838,838,838,580,1000,774,762,734,830,683,683,821,837,372,372,775,637,995,837,850,733,850,770,720,682,812,774," +
    "1103,771,724,725,457,365,457,838,500,500,675,716,593,716,678,435,716,712,343,343,665,343,1042,712,687,716,716," +
    "493,595,478,712,652,924,645,652,582,712,365,712,838",
);
const FIRST_CODE = 32;
/** For characters outside the table. */
const WIDEST = 1000;

export interface Face {
  sizePx: number;
  isBold: boolean;
}

/** The faces of the drawing; chart-styles.ts sets the same sizes. */
export const STATE_FACE: Face = { sizePx: 13, isBold: true };
export const GROUP_FACE: Face = { sizePx: 12, isBold: true };
export const LABEL_FACE: Face = { sizePx: 11, isBold: false };

export function textWidthPx(text: string, { sizePx, isBold }: Face): number {
  const table = isBold ? BOLD : REGULAR;
  let sum = 0;
  for (const character of text) sum += table[(character.codePointAt(0) ?? 0) - FIRST_CODE] ?? WIDEST;
  return (sum * sizePx) / 1000;
}

function widths(list: string): number[] {
  return list.split(",").map(Number);
}
