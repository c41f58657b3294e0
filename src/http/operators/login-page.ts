/**
 * The page operators sign in on, which looks like the console behind it. It needs no script: its one line only takes the
 * part of the address that browsers keep to themselves, the line of a call, along to the page that was asked for.
 */
import { escapeHtml, pageDocument } from "../common/page-document.ts";

export interface LoginPage {
  nonce: string;
  next: string;
  /** Why the last attempt led nowhere. */
  problem?: string;
}

/** Colours are those of the console (src/web/operators/parts/theme-styles.ts). */
const STYLE = `
:root{--ground:#eef1f4;--surface:#fff;--line:#d0d7df;--line-strong:#6f7c89;--ink:#111820;--soft:#45525f;
--accent:#0b5a8a;--accent-strong:#084468;--on-accent:#fff;--focus:#1a56d6;--bad:#97261a;--bad-wash:#fde5e1;
--shadow:0 1px 2px rgb(17 24 32/.08),0 12px 32px rgb(17 24 32/.1)}
@media(prefers-color-scheme:dark){:root{--ground:#0d1217;--surface:#161d24;--line:#2c3742;--line-strong:#8695a3;
--ink:#e8eef4;--soft:#aab7c4;--accent:#7cc0ee;--accent-strong:#a5d5f5;--on-accent:#06202f;--focus:#8fb4ff;
--bad:#ffb4a8;--bad-wash:#3b1a16;--shadow:0 1px 2px rgb(0 0 0/.4),0 12px 32px rgb(0 0 0/.35)}}
*{box-sizing:border-box}html,body{height:100%;background:var(--ground);color:var(--ink)}
body{display:grid;place-items:center;padding:1.5rem 1rem}
main{width:100%;max-width:25rem;padding:2rem;background:var(--surface);border:1px solid var(--line);
border-radius:14px;box-shadow:var(--shadow)}
@media(max-width:22rem){main{padding:1.5rem 1.125rem}}
.mark{display:flex;align-items:center;gap:.625rem;margin:0 0 1.5rem;font-weight:650;letter-spacing:.01em;
color:var(--soft)}
.mark svg{width:28px;height:28px;flex:none;color:var(--accent)}
h1{font-size:1.375rem;line-height:1.25;margin:0 0 .375rem;letter-spacing:-.01em}
p{color:var(--soft);margin:0 0 1.25rem}
label{display:block;font-weight:600;margin:0 0 .375rem}
input[type=password]{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;
background:var(--ground);border:1px solid var(--line-strong);border-radius:8px}
button{width:100%;min-height:2.75rem;margin-top:1rem;font:inherit;font-weight:650;color:var(--on-accent);
background:var(--accent);border:0;border-radius:8px;cursor:pointer}
button:hover{background:var(--accent-strong)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.problem{display:flex;gap:.625rem;margin:0 0 1.25rem;padding:.75rem;color:var(--bad);background:var(--bad-wash);
border-radius:8px}
.problem svg{width:20px;height:20px;flex:none}
.hint{margin:1rem 0 0;font-size:.8125rem}
@media(forced-colors:active){main,input[type=password],button{border:1px solid}}
`;

/** The console's mark: a voice and its sidetone. */
const MARK = `<svg viewBox="0 0 26 22" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" aria-hidden="true"><path d="M2 11h1.5M7 5v12M11.5 2v18M16 7v8M20 9v4M24 10.5v1"/></svg>`;
const WARNING = `<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M10 2.5 18.5 17h-17zM10 8v4M10 14.6v.1"/></svg>`;

export function loginDocument({ nonce, next, problem }: LoginPage): string {
  const isInvalid = problem === undefined ? "" : ` aria-invalid="true" aria-describedby="problem"`;
  return pageDocument({
    title: "Sign in · Sidetone operators",
    nonce,
    style: STYLE,
    body: `<main>
<div class="mark">${MARK}<span>Sidetone</span></div>
<h1>Operators' console</h1>
<p>Sign in with your operator token to see calls and their history.</p>
${problem === undefined ? "" : `<div class="problem" id="problem" role="alert">${WARNING}<span>${escapeHtml(problem)}</span></div>\n`}<form method="post" action="login">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="token">Operator token</label>
<input id="token" name="token" type="password" autocomplete="current-password" spellcheck="false" required autofocus${isInvalid}>
<button type="submit">Sign in</button>
</form>
<script nonce="${nonce}">document.forms[0].action+=location.hash</script>
<p class="hint">No token? The administrator of this server gives them out. The audit records what you do here.</p>
</main>`,
  });
}

/**
 * Loads the same address once more, this time from a page of Sidetone: browsers keep the session's cookie from a request
 * that another site's link began.
 */
export function continueDocument({ nonce, path }: { nonce: string; path: string }): string {
  const address = escapeHtml(path);
  return pageDocument({
    title: "Sidetone operators",
    nonce,
    head: `<meta http-equiv="refresh" content="0;url=${address}">\n`,
    body: `<main><p><a href="${address}">Continue to the operators' console</a></p></main>`,
  });
}
