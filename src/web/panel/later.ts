/** The entry of the script that the page loads once it is shown: elements that nobody sees at first. */
import "./components/help-dialog.ts";
import "./components/summary-editor.ts";
import "./components/transcript-search.ts";
import "./components/translation-bar.ts";
import "./components/whom.ts";
import "./components/wrap-up.ts";
