/** Starts the operators' console: settings from the page, its clients, and the one element that shows everything. */
import { PUBLIC_PATH } from "../common/public-path.ts";
import "./app/operators-app.ts";
import { createOperatorApi, LOGIN_PATH } from "./data/api.ts";
import { createCallsStore } from "./data/calls-store.ts";
import { knowCarriers } from "./data/carrier-labels.ts";
import { createFeed } from "./data/feed.ts";
import { OPERATORS_SETTINGS_ID, readOperatorSettings } from "./page-settings.ts";
import { startRouter } from "./router.ts";

function start(): void {
  const settings = readOperatorSettings(document.getElementById(OPERATORS_SETTINGS_ID)?.textContent ?? "{}");
  let isLeaving = false;
  /** The login page brings the operator back to where they were. A wall has nobody to sign in: it says what happened. */
  const onSignedOut = () => {
    if (isLeaving) return;
    if (app.route.page === "wall") {
      app.signedOutAtMs ??= Date.now();
      return;
    }
    isLeaving = true;
    const here = `${location.pathname.slice(PUBLIC_PATH.length)}${location.search}${location.hash}`;
    location.assign(`${LOGIN_PATH}?next=${encodeURIComponent(here)}`);
  };

  const app = document.querySelector("operators-app") ?? document.createElement("operators-app");
  knowCarriers(settings.carriers);
  app.settings = settings;
  app.api = createOperatorApi({ csrfToken: settings.session.csrfToken, onSignedOut });
  app.feed = createFeed({ onSignedOut, network: window });
  app.store = createCallsStore();
  app.router = startRouter((route) => {
    app.route = route;
  });
  app.route = app.router.route();
  if (!app.isConnected) document.body.replaceChildren(app);
}

start();
