/** Lays spans over each other: at every place the most important one is seen. */

export interface Paint<Kind extends string> {
  kind: Kind;
  fromMs: number;
  toMs: number;
  line: number;
}

/**
 * Spans side by side without overlap, ascending; neighbours of the same kind and line are one, except at `cuts` (ascending).
 * `importance` names the kinds, the most important first. O(n log n).
 */
export function paintSpans<Kind extends string>(
  spans: readonly Paint<Kind>[],
  importance: readonly Kind[],
  cuts: readonly number[] = [],
): Paint<Kind>[] {
  const solid = spans.filter(({ fromMs, toMs }) => toMs > fromMs);
  const edges = [...new Set([...solid.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), ...cuts])].toSorted(
    (one, other) => one - other,
  );
  const waiting = importance.map((kind) =>
    solid.filter((span) => span.kind === kind).toSorted((one, other) => one.fromMs - other.fromMs),
  );
  const next = importance.map(() => 0);
  const painted: Paint<Kind>[] = [];
  const cutAt = new Set(cuts);
  edges.slice(0, -1).forEach((fromMs, index) => {
    const toMs = edges[index + 1] ?? fromMs;
    const seen = spanAt(waiting, next, fromMs);
    if (seen === undefined) return;
    const before = painted.at(-1);
    const isSame = before?.kind === seen.kind && before.line === seen.line && before.toMs === fromMs;
    if (before !== undefined && isSame && !cutAt.has(fromMs)) before.toMs = toMs;
    else painted.push({ kind: seen.kind, fromMs, toMs, line: seen.line });
  });
  return painted;
}

/** `next` moves on past spans that end before `atMs`; questions come with ascending `atMs`. */
function spanAt<Kind extends string>(
  waiting: readonly (readonly Paint<Kind>[])[],
  next: number[],
  atMs: number,
): Paint<Kind> | undefined {
  for (const [rank, own] of waiting.entries()) {
    let place = next[rank] ?? 0;
    while ((own[place]?.toMs ?? Number.POSITIVE_INFINITY) <= atMs) place += 1;
    next[rank] = place;
    const span = own[place];
    if (span !== undefined && span.fromMs <= atMs) return span;
  }
  return undefined;
}
