import { byId, el, icon } from './dom.js';
import { clock, duration, words } from './format.js';

const MOST = 12;

/** Who is unwell: a key by its alias, which begins with the provider's name, else the provider. */
const who = ({ provider, keyAlias, model }) => model ? `${keyAlias ?? provider} (${model})` : keyAlias ?? provider;

const SENTENCES = {
  Handover: ({ from, to, reason }) => ['skip', `${to} stepped in for ${from}: ${words(reason)}`],
  ProviderUnavailable: (event) =>
    ['open', `${who(event)} is left alone${event.kind ? ` after ${words(event.kind)}` : ''} for ${duration(millis(event.duration))}`],
  ProviderRecovered: (event) => ['check', `${who(event)} is well again`],
  BudgetAlert: ({ scope, threshold }) => ['alert', `${Math.round(threshold * 100)} % of budget ${scope} is spent`],
};

/** A duration as JSON writes it: ISO 8601, or seconds. */
function millis(time) {
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(time) ?? [];
  return Math.round(1000 * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)));
}

export const clearLog = () => byId('log').replaceChildren(el('li', { class: 'quiet' }, 'Nothing so far.'));

/** Adds a line, or counts on when the same happened a moment ago. */
export function showHappening({ at, type, event, count }) {
  const log = byId('log');
  log.querySelector(':scope > .quiet')?.remove();
  const [symbol, sentence] = SENTENCES[type](event);
  const same = [...log.children].find((line) => line.dataset.sentence === sentence);
  const times = count + Number(same?.dataset.times ?? 0);
  same?.remove();
  log.prepend(el('li', { 'data-sentence': sentence, 'data-times': times },
    icon(symbol), el('span', {}, sentence), (times > 1) ? el('span', { class: 'times' }, `×${times}`) : '', el('time', {}, clock(at))));
  while (log.children.length > MOST) {
    log.lastChild.remove();
  }
}
