/** Dense and calm, in light and dark, from the width of a phone on. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbfbfa; --card: #fff; --ink: #1c1e21; --quiet: #5c6168; --line: #dfe1e4; --accent: #0b5cad; --mark: #eaf2fb;
  --text: #0b5cad; --report: #1a7043; --call: #8a5a00; --bad: #b3261e;
  --good: #1a7043; --wait: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --card: #1d2024; --ink: #e6e8ea; --quiet: #a3a9b1; --line: #33373d; --accent: #7fb6f0; --mark: #1f2c3a;
    --text: #7fb6f0; --report: #6fcb96; --call: #e0b04c; --bad: #ff9a92;
    --good: #6fcb96; --wait: #e0b04c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 0.875rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:focus-visible, button:focus-visible, input:focus-visible, input:focus-within, select:focus-visible, pre:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1 { font-size: 1.25rem; margin: 0 0 0.75rem; line-height: 1.2; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
main { padding: 1rem 1.25rem 3rem; max-width: 90rem; margin: 0 auto; }
main:focus { outline: none; }
code, pre, .number { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: 0.8125rem; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; white-space: pre-wrap; margin: 0.25rem 0; }
figure { margin: 1rem 0; }
.quiet, .masked { color: var(--quiet); }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 0.5rem; top: 0.5rem; background: var(--card); padding: 0.5rem; z-index: 1; }
.top { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.5rem; padding: 0.5rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--card); }
.top ul { display: flex; gap: 1rem; list-style: none; margin: 0; padding: 0; }
.top a { text-decoration: none; padding: 0.25rem 0; }
.top a[aria-current] { color: var(--ink); font-weight: 600; border-bottom: 2px solid var(--accent); }
.who { margin: 0 0 0 auto; color: var(--quiet); }
.button, button { display: inline-block; font: inherit; line-height: 1.4; color: var(--accent); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.25rem 0.75rem; text-decoration: none; cursor: pointer; }
.top .button { padding: 0.25rem 0.75rem; }
.button:hover, button:hover { border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--card); }
button:disabled { color: var(--quiet); background: var(--paper); cursor: default; border-color: var(--line); }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.75rem 0; align-items: center; }
.actions form { margin: 0; }
.filter { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.5rem 0.75rem; align-items: end; max-width: 64rem; margin-bottom: 1rem; }
.filter label { display: grid; min-width: 0; gap: 0.125rem; color: var(--quiet); font-size: 0.8125rem; }
.filter .actions { grid-column: 1 / -1; margin: 0; }
input, select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--quiet); border-radius: 6px; padding: 0.25rem 0.5rem; width: 100%; min-height: 2rem; min-width: 0; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 500; font-size: 0.8125rem; }
tbody th { font-weight: 500; }
.fields tbody th { white-space: nowrap; }
tbody tr:hover { background: var(--mark); }
tbody tr.new { animation: arrive 3s ease-out; }
@keyframes arrive { from { background: var(--mark); } }
@media (prefers-reduced-motion: reduce) { tbody tr.new { animation: none; } }
.list .when, .list .parties, .list .what { white-space: nowrap; }
.list .saying { width: 40%; }
time { font-variant-numeric: tabular-nums; }
td.when time { color: var(--quiet); }
.event { font-weight: 500; }
.event::before { content: ""; display: inline-block; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: currentColor; margin-right: 0.4rem; }
.event.text { color: var(--text); } .event.report { color: var(--report); } .event.call { color: var(--call); } .event.bad { color: var(--bad); }
.state.delivered { color: var(--quiet); } .state.waiting, .state.running { color: var(--wait); font-weight: 500; } .state.dead { color: var(--bad); font-weight: 600; } .state.discarded { color: var(--quiet); text-decoration: line-through; }
.pager { display: flex; gap: 0.5rem; margin: 1rem 0; }
.empty { border: 1px dashed var(--line); border-radius: 6px; padding: 1rem 1.25rem; background: var(--card); }
.empty h2 { margin-top: 0; }
.notice { border-left: 3px solid var(--good); background: var(--card); padding: 0.5rem 0.75rem; }
.notice.problem { border-left-color: var(--bad); }
.headline { font-size: 1rem; }
.count { font-size: 1rem; font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 0.5rem 1.5rem; margin: 0.5rem 0; }
.facts dt { color: var(--quiet); font-size: 0.8125rem; }
.facts dd { margin: 0; }
.timeline, .thread { list-style: none; margin: 1rem 0; padding: 0; }
.timeline li { border-left: 2px solid var(--line); padding: 0.4rem 0 0.4rem 1rem; }
.timeline .gap { border-left-style: dashed; color: var(--quiet); font-style: italic; }
.thread { display: flex; flex-direction: column; gap: 0.4rem; max-width: 60rem; }
.thread li { border: 1px solid var(--line); border-radius: 8px; background: var(--card); padding: 0.4rem 0.75rem; max-width: 85%; }
.thread .ours { align-self: flex-end; background: var(--mark); }
.thread .theirs { align-self: flex-start; }
.thread time { color: var(--quiet); font-size: 0.8125rem; margin-left: 0.5rem; }
.cards { display: flex; flex-wrap: wrap; gap: 0.75rem; list-style: none; margin: 0 0 1rem; padding: 0; }
.cards li { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 1rem; color: var(--quiet); min-width: 8rem; }
.cards a { color: inherit; text-decoration: none; display: block; }
.cards strong { display: block; font-size: 1.25rem; color: var(--ink); font-variant-numeric: tabular-nums; }
.cards .state.dead { color: var(--bad); } .cards .state.waiting, .cards .state.running { color: var(--wait); }
.findings { list-style: none; padding: 0; margin: 0 0 1rem; display: grid; gap: 0.5rem; }
.findings li { background: var(--card); border: 1px solid var(--line); border-left: 3px solid var(--wait); border-radius: 6px; padding: 0.5rem 0.75rem; }
.findings .error { border-left-color: var(--bad); } .findings .note { border-left-color: var(--quiet); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem 1.5rem; margin: 1rem 0; align-items: start; }
.columns h2 { font-size: 0.875rem; margin: 0.5rem 0; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
.pager [aria-current] { border-color: var(--accent); font-weight: 600; }
.chart { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.chart svg { display: block; width: 100%; height: auto; }
.chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; color: var(--quiet); font-size: 0.8125rem; padding: 0.1rem 0.5rem; border-top: 1px solid var(--line); }
.chart .text { fill: var(--text); } .chart .report { fill: var(--report); } .chart .call { fill: var(--call); } .chart .bad { fill: var(--bad); }
@media (max-width: 48rem) {
  main { padding: 1rem 0.75rem 3rem; }
  .filter { grid-template-columns: repeat(2, 1fr); }
  .list thead { position: absolute; left: -100vw; }
  .list, .list tbody { display: block; }
  .list tr { display: grid; grid-template-columns: 1fr auto; gap: 0 0.75rem; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  .list td { display: block; border: 0; padding: 0.1rem 0.6rem; }
  .list .what { order: -2; } .list .when { order: -1; text-align: right; }
  .list .parties, .list .saying { grid-column: 1 / -1; width: auto; white-space: normal; }
  .list .account:empty { display: none; }
  .fields thead { position: absolute; left: -100vw; }
  .fields, .fields tbody, .fields tr, .fields td, .fields th { display: block; }
  .fields td, .fields tbody th { border: 0; padding: 0.05rem 0.6rem; }
  .fields tr { border-bottom: 1px solid var(--line); padding: 0.4rem 0; }
}
`;
