import { byId, setText } from './dom.js';
import { chart, providerLines } from './charts.js';
import { legend } from './legend.js';
import { count, duration } from './format.js';
import { themeColour } from './palette.js';
import { send } from './send.js';

const slider = byId('rate');
const stop = byId('stop');
let touched = 0;
let wish = null;
let sending = false;

slider.addEventListener('input', () => show(slider.value));
slider.addEventListener('change', () => set(slider.valueAsNumber));
stop.addEventListener('click', () => set(0));

chart(byId('answers-chart'), {
  stacked: true,
  lines: (moment) => providerLines(moment.answersPerSecond),
  read: (moment, provider) => moment.answersPerSecond[provider] ?? 0,
  legend: legend(byId('answers-legend'), ({ answersPerSecond }) => answersPerSecond, (value) => String(Math.round(value))),
  describe: ({ answersPerSecond }) => `Answers per second: ${list(answersPerSecond)}`,
});

chart(byId('p95-chart'), {
  lines: () => [{ name: 'p95', colour: themeColour('--accent') }],
  format: duration,
  read: (moment) => moment.p95Ms,
  legend: ({ p95Ms }) => setText(byId('p95-now'), (p95Ms === null) ? 'no load' : duration(p95Ms)),
  describe: ({ p95Ms }) => (p95Ms === null) ? 'p95: no load' : `p95: ${p95Ms} milliseconds`,
});

function list(amounts) {
  return Object.entries(amounts).map(([name, amount]) => `${name} ${amount}`).join(', ');
}

/** One request at a time, so that the last wish is the last to arrive. */
async function set(callsPerSecond) {
  touched = performance.now();
  show(callsPerSecond);
  wish = callsPerSecond;
  if (sending) {
    return;
  }
  sending = true;
  while (wish !== null) {
    const next = wish;
    wish = null;
    await send('POST', 'console/load', { callsPerSecond: next });
  }
  sending = false;
}

function show(callsPerSecond) {
  slider.value = callsPerSecond;
  slider.setAttribute('aria-valuetext', `${callsPerSecond} calls per second`);
  setText(byId('rate-value'), String(callsPerSecond));
  stop.disabled = Number(callsPerSecond) === 0;
}

/** What the server says, unless the slider is being moved. */
export function showLoad({ callsPerSecond, answered, failed, inFlight, heldBack }) {
  if (!slider.matches(':active') && performance.now() - touched > 2000) {
    show(callsPerSecond);
  }
  setText(byId('load-answered'), count(answered));
  setText(byId('load-failed'), count(failed));
  setText(byId('load-in-flight'), count(inFlight));
  setText(byId('load-held-back'), count(heldBack));
  byId('load-failed').classList.toggle('bad', failed > 0);
}
