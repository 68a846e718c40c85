import { el, icon } from './dom.js';
import { duration, words } from './format.js';
import { colourClass } from './palette.js';

const SKIPS = ['CIRCUIT_OPEN', 'COOLING_DOWN', 'RATE_LIMIT', 'CONCURRENCY', 'OVER_BUDGET', 'CONTEXT_WINDOW', 'DISABLED'];

/** The attempts of a call in order: provider, reason, next provider. */
export function track(attempts, { brief = false } = {}) {
  return el('ol', { class: brief ? 'track brief' : 'track', 'aria-label': 'Attempts' },
    ...attempts.map((attempt) => step(attempt, brief)));
}

function step({ provider, outcome, elapsedMs, retryAfterMs }, brief) {
  const [look, symbol, said] = verdict(outcome);
  const time = (look === 'skipped' || brief) ? '' : ` ${duration(elapsedMs)}`;
  const later = (retryAfterMs && look !== 'answered' && !brief) ? `, again in ${duration(retryAfterMs)}` : '';
  return el('li', {}, el('span', { class: `step ${look}` },
    el('span', { class: `name ${colourClass(provider)}` }, provider),
    el('span', { class: 'reason' }, icon(symbol), `${said}${time}${later}`)));
}

function verdict(outcome) {
  if (outcome === 'SUCCESS') {
    return ['answered', 'check', 'answered'];
  }
  return SKIPS.includes(outcome) ? ['skipped', 'skip', words(outcome)] : ['failed', 'cross', words(outcome)];
}
