/** Ordered, disjoint ranges of track positions: the parts of a track that remain when some are missing. */

/** Samples from `from` up to, not including, `to`. */
export interface Span {
  from: number;
  to: number;
}

/** Grows at its end, shrinks at its front. Neighbours merge, so it stays as short as the number of gaps. */
export class Spans {
  #spans: Span[] = [];
  #total = 0;

  /** Samples in all spans together. */
  get total(): number {
    return this.#total;
  }

  get first(): number | undefined {
    return this.#spans[0]?.from;
  }

  /** `from` must not lie before the end of the last span. */
  append(from: number, to: number): void {
    if (to <= from) return;
    const last = this.#spans.at(-1);
    if (last !== undefined && from < last.to) throw new RangeError("spans must be appended in order");
    if (last?.to === from) last.to = to;
    else this.#spans.push({ from, to });
    this.#total += to - from;
  }

  /** The part at or after `position`, within one span and at most `max` long. */
  at(position: number, max: number): Span | undefined {
    for (const span of this.#spans) {
      if (span.to <= position) continue;
      const from = Math.max(span.from, position);
      return { from, to: Math.min(span.to, from + max) };
    }
    return undefined;
  }

  /** Samples that lie before `position`. */
  countBefore(position: number): number {
    let count = 0;
    for (const span of this.#spans) {
      if (span.from >= position) break;
      count += Math.min(span.to, position) - span.from;
    }
    return count;
  }

  /** Removes and returns what lies before `position`. */
  takeBefore(position: number): Span[] {
    return this.takeFirst(this.countBefore(position));
  }

  /** Removes and returns the first `count` samples, or all there are. */
  takeFirst(count: number): Span[] {
    const taken: Span[] = [];
    let left = Math.min(count, this.#total);
    this.#total -= left;
    while (left > 0) {
      const span = this.#spans[0];
      if (span === undefined) break;
      const part = Math.min(left, span.to - span.from);
      taken.push({ from: span.from, to: span.from + part });
      span.from += part;
      left -= part;
      if (span.from === span.to) this.#spans.shift();
    }
    return taken;
  }
}

/** Samples in a list of spans. */
export function spanTotal(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0);
}
