/** The cards of a call's page, evidence first: what happened, audio beside the words, then the chart, lines and ids. */
import { html, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../contract/access.ts";
import { stateWords } from "../chart/state-words.ts";
import type { CallApi, CallSource } from "../data/call-source.ts";
import { clockTime, dateTime, formatNumber } from "../parts/format.ts";
import { factsOf } from "./call-actors.ts";
import type { LoadedCall } from "./call-model.ts";
import type { Cause } from "./story/cause.ts";
import type { Moment } from "./story/moment.ts";
import "./actions/call-actions.ts";
import "./audio/audio-panel.ts";
import "./chart-panel/chart-panel.ts";
import "./facts/call-facts.ts";
import "./head/call-episodes.ts";
import "./head/call-head.ts";
import "./head/cause-list.ts";
import "./lines/line-list.ts";
import "./transcript/transcript-panel.ts";

export interface CallCards {
  call: LoadedCall;
  source: CallSource;
  api: CallApi | undefined;
  session: OperatorSession | undefined;
  position: number;
  moment: Moment;
  causes: readonly Cause[];
  /** The actor whose chart is shown. */
  selected: string;
  isLive: boolean;
}

export function callCards(shown: CallCards): TemplateResult {
  const { call, source, session, position, moment, causes, selected, isLive } = shown;
  const { story, summary, detail } = call;
  const last = story.lines.length;
  const isNow = position === last;
  const api = source.kind === "live" ? shown.api : undefined;
  return html`
    <header class="head">
      <call-head
        .summary=${summary}
        .past=${isNow || moment.last === null ? null : { atMs: moment.last.atMs, suggestions: moment.suggestions?.count ?? 0 }}
        .words=${stateWords(moment.actors.call?.state)}
        .bundled=${bundleWords(source)}
      ></call-head>
      <call-episodes .episodes=${detail.episodes ?? []} .callKey=${summary.callKey}></call-episodes>
      <call-actions
        .callKey=${summary.callKey}
        .live=${isLive}
        .moment=${story.momentAt(last)}
        .api=${api}
        .session=${session}
      ></call-actions>
    </header>
    <section class="card why" aria-labelledby="why">
      <h2 id="why">What happened ${isNow || moment.last === null ? nothing : html`<small>until ${clockTime(moment.last.atMs)}</small>`}</h2>
      <cause-list .causes=${causes}></cause-list>
    </section>
    <section class="card audio" aria-labelledby="audio">
      <h2 id="audio">Audio</h2>
      <audio-panel
        .story=${story}
        .version=${call.version}
        .moment=${moment}
        .ledgers=${isNow ? { ...moment.ledgers, ...call.ledgers } : moment.ledgers}
      ></audio-panel>
    </section>
    <section class="card said" aria-labelledby="said">
      <h2 id="said">Transcript and suggestions</h2>
      <transcript-panel
        .masked=${call.masked}
        .revealed=${call.revealed}
        .speakers=${Object.keys(call.summary.view.participants)}
        .sequence=${isNow ? Number.MAX_SAFE_INTEGER : moment.loggedSequence}
        .mayReveal=${mayReveal(source, session)}
      ></transcript-panel>
    </section>
    <section class="card chart" aria-labelledby="chart">
      <h2 id="chart">Statechart</h2>
      <chart-panel .moment=${moment} .selected=${selected} .actorFacts=${factsOf(call)}></chart-panel>
    </section>
    <section class="card lines" aria-labelledby="lines">
      <h2 id="lines">Every line <small>${formatNumber(story.lines.length)}</small></h2>
      <line-list .story=${story} .version=${call.version} .position=${position}></line-list>
    </section>
    <div class="card facts"><call-facts .moment=${moment} .detail=${detail} .jobs=${call.jobs}></call-facts></div>
  `;
}

function mayReveal(source: CallSource, session: OperatorSession | undefined): boolean {
  return source.kind === "bundle"
    ? source.bundle.revealed !== null
    : (session?.roles.includes("reveal") ?? false);
}

function bundleWords(source: CallSource): string {
  return source.kind === "bundle"
    ? `Bundle by ${source.bundle.madeBy}, ${dateTime(source.bundle.madeAtMs)}`
    : "";
}
