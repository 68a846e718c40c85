import { byId, el } from './dom.js';
import { clock, duration, money } from './format.js';
import { track } from './track.js';

const MOST = 8;

let newest = null;

export function showCalls(calls) {
  if (!calls.length || calls[0].id === newest) {
    return;
  }
  newest = calls[0].id;
  byId('calls').replaceChildren(...calls.slice(0, MOST).map(line));
}

function line({ at, attempts, cost, elapsedMs }) {
  return el('li', {}, el('time', {}, clock(at)), track(attempts, { brief: true }),
    el('span', { class: 'quiet end' }, `${duration(elapsedMs)}, ${money(cost)}`));
}
