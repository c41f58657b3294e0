/**
 * Starts the page on which a supervisor reads a live call along: the agent's panel over a line that takes nothing but joining.
 * A script of its own, so that no agent's page loads any of it.
 */
import { PUBLIC_PATH } from "../common/public-path.ts";
import { connectToCall } from "../panel/connection.ts";
import type { DesktopPass } from "../panel/desktop-pass.ts";
import { startPage } from "../panel/start-page.ts";
import "../panel/later.ts";
import { SETTINGS_ELEMENT_ID } from "../panel/page-settings.ts";
import { knownSequence } from "../panel/state/panel-state.ts";
import { readSupervisorSettings } from "./page-settings.ts";
import { SupervisorBar, supervisorPageStyles } from "./supervisor-bar.ts";

/** A Socket.IO namespace; the operator's session is shown by the browser itself. */
const LINE = "/supervisors";

async function start(): Promise<void> {
  const text = document.getElementById(SETTINGS_ELEMENT_ID)?.textContent ?? "{}";
  const settings = readSupervisorSettings(text);
  const { app, store } = await startPage(settings);
  const connection = connectToCall({
    serverUrl: LINE,
    conversationName: settings.conversationName,
    pass: operatorsPass,
    staysWithItsLife: () => true,
    lastSequence: () => knownSequence(store.state()),
    onEpisode: () => {},
    onEvent: (event) => store.dispatch({ type: "event.received", event }),
    onCallState: (raw) => store.dispatch({ type: "callState.received", raw }),
    onConnection(state) {
      // A call that is over cannot be joined again after a break: its words stay as they are.
      if (state.status === "unknownCall" && store.state().call.hasFinished) connection.close();
      else store.dispatch({ type: "connection.changed", connection: state });
    },
    network: window,
  });
  app.connection = connection;
  const bar = new SupervisorBar();
  bar.operator = settings.operator;
  const { styleSheet } = supervisorPageStyles;
  if (styleSheet !== undefined) document.adoptedStyleSheets.push(styleSheet);
  document.body.replaceChildren(bar, app);
}

/** There is no token to renew: where the session is over, no word stays on the screen, and the sign-in leads back. */
const operatorsPass: DesktopPass = {
  token: () => "",
  async renew() {
    document.body.replaceChildren();
    const here = location.pathname.slice(PUBLIC_PATH.length);
    location.assign(`${PUBLIC_PATH}/operators/login?next=${encodeURIComponent(here)}`);
    return "refused";
  },
  onRenewed: () => {},
  close: () => {},
};

void start();
