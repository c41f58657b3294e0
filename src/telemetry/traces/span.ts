/** The parts of a call's trace, independent of a protocol. Times are milliseconds since the Unix epoch. */

/** Never words, numbers dialled, names of people or tokens. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanEvent {
  name: string;
  atMs: number;
  attributes: SpanAttributes;
}

/** Keys are unique within a trace; ids are made of them. */
export type SpanOperation =
  | {
      do: "start";
      key: string;
      name: string;
      atMs: number;
      attributes: SpanAttributes;
      /** Absent for a trace's first span. */
      parent?: string;
      /** Key of a span of the same trace that this one continues. */
      continues?: string;
    }
  | { do: "set"; key: string; attributes: SpanAttributes }
  | ({ do: "event"; key: string } & SpanEvent)
  /** `error`: a code if the spanned work failed. */
  | { do: "end"; key: string; atMs: number; attributes: SpanAttributes; error?: string };

/** A span that is over, ready to be sent. Ids are lower-case hexadecimal. */
export interface FinishedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startMs: number;
  endMs: number;
  attributes: SpanAttributes;
  events: readonly SpanEvent[];
  /** Events beyond the bound. */
  droppedEvents: number;
  links: readonly { traceId: string; spanId: string }[];
  error?: string;
}
