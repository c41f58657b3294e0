/** Draws lines over time: a script of its own, which the console's page Trends loads when it is asked for. */
import UPlot from "uplot";

export interface PlotLine {
  label: string;
  /** A CSS colour. */
  colour: string;
  /** One for each time; null leaves a gap. */
  values: readonly (number | null)[];
  isDashed?: boolean;
}

export interface PlotOptions {
  /** Seconds since the Unix epoch, ascending. */
  times: readonly number[];
  lines: readonly PlotLine[];
  width: number;
  height: number;
  /** Of axes and grid. */
  ink: string;
  grid: string;
  /** As a value is written. */
  format(value: number): string;
  /** The place in `times` that was clicked. */
  onChosen(place: number): void;
}

export interface DrawnPlot {
  /** Puts the cursor at a place in `times`, as a pointer over it does; undefined takes it away. */
  point(place: number | undefined): void;
  resize(width: number): void;
  close(): void;
}

const FONT = "11px system-ui, sans-serif";
const AXIS_WIDTH = 62;
const [HOUR_S, DAY_S] = [3_600, 86_400];
/** Steps between the values of an axis: whole ones, as everything here is counted or in milliseconds. */
const WHOLE_STEPS = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();
/** As the page writes times. A row: from which step on, its words, and those where a year, month or day begins. */
const TIME_WORDS = [
  [DAY_S * 28, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [DAY_S, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [HOUR_S, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{HH}:{mm}", "\n{D} {MMM}", null, "\n{D} {MMM}", null, null, null, 1],
];

export function drawPlot(into: HTMLElement, options: PlotOptions): DrawnPlot {
  const { times, lines, width, height, ink, grid, format, onChosen } = options;
  const axis = {
    stroke: ink,
    font: FONT,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
  };
  const plot = new UPlot(
    {
      width,
      height,
      legend: { live: true },
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
      axes: [
        { ...axis, values: TIME_WORDS },
        { ...axis, size: AXIS_WIDTH, incrs: WHOLE_STEPS, values: (_, ticks) => ticks.map(format) },
      ],
      series: [
        {},
        ...lines.map(({ label, colour, isDashed = false }) => ({
          label,
          stroke: colour,
          width: 2,
          ...(isDashed ? { dash: [6, 4] } : {}),
          points: { show: times.length < 60 },
          value: (_: UPlot, value: number | null) => (value === null ? "–" : format(value)),
        })),
      ],
    },
    [[...times], ...lines.map(({ values }) => [...values])],
    into,
  );
  // A click never comes: the library takes one without a drag of its own for the end of a drag.
  plot.over.addEventListener("pointerup", ({ button }) => {
    const { idx } = plot.cursor;
    if (button === 0 && typeof idx === "number") onChosen(idx);
  });
  return {
    point(place) {
      const second = place === undefined ? undefined : times[place];
      const left = second === undefined ? -1 : plot.valToPos(second, "x");
      plot.setCursor({ left, top: left < 0 ? -1 : height / 3 });
    },
    resize: (next) => plot.setSize({ width: next, height }),
    close: () => plot.destroy(),
  };
}
