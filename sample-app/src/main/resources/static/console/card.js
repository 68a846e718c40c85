import { announce, el, icon, setText } from './dom.js';
import { bar } from './bar.js';
import { count, duration, money, words } from './format.js';
import { colourClass } from './palette.js';
import { send } from './send.js';
import { stateOf } from './states.js';

const FAULTS = {
  SERVER_ERROR: ['500', 'answer 500'],
  RATE_LIMIT: ['429', 'answer 429 with Retry-After'],
  HANG: ['Hang', 'say nothing'],
  GARBAGE: ['Garbage', 'answer garbage'],
  CUT: ['Cut', 'cut streams in the middle'],
};

const latency = (calls, ms) => (calls.succeeded === 0) ? '–' : duration(ms);

/** The card of one provider: made once, then only changed. */
export function card(name) {
  const badge = el('span', { class: 'badge', 'data-state': '' });
  const model = el('p', { class: 'quiet model' });
  const meaning = el('p', { class: 'meaning' });
  const figures = Object.fromEntries(['answered', 'failed', 'in flight', 'p50', 'p95', 'today']
    .map((label) => [label, el('dd', {}, '0')]));
  const failures = el('ul', { class: 'chips', 'aria-label': `Failures of ${name} by kind` });
  const rate = bar('Rate left');
  const budget = bar('Budget today');
  const problem = el('p', { class: 'problem', role: 'alert' });
  const breakers = Object.entries(FAULTS).map(([fault, [text, means]]) => el('button', {
    type: 'button', 'aria-pressed': 'false', 'data-fault': fault, 'aria-label': `${text}: make ${name} ${means}`,
    title: `Make it ${means}`, onclick: () => act({ action: 'BREAK', fault }),
  }, text));
  const heal = button('Heal', () => act({ action: 'HEAL' }));
  const power = button('Disable', () => act({ action: power.dataset.action }));
  const reset = button('Reset', () => act({ action: 'RESET' }), 'Forget that it was unwell');
  const breaking = el('div', { class: 'breaking', role: 'group', 'aria-label': `Break ${name}` },
    el('span', { class: 'label' }, 'Break it'), el('div', { class: 'segments' }, ...breakers));
  const root = el('article', { class: `panel card ${colourClass(name)}`, 'aria-labelledby': `provider-${name}`, 'data-provider': name },
    el('header', {}, el('h3', { id: `provider-${name}` }, name), badge), model, meaning,
    el('dl', { class: 'figures' }, ...Object.entries(figures).map(([label, value]) => el('div', {}, el('dt', {}, label), value))),
    failures, el('div', { class: 'gauges' }, rate.root, budget.root),
    el('div', { class: 'controls' }, breaking, el('div', { class: 'actions' }, heal, power, reset)), problem);
  let label = null;
  let look = null;

  function button(text, onclick, title) {
    return el('button', { type: 'button', title, onclick, 'aria-label': `${text} ${name}` }, text);
  }

  async function act(command) {
    setText(problem, await send('POST', `console/providers/${encodeURIComponent(name)}`, command) ?? '');
  }

  function showState(provider, snapshot) {
    const state = stateOf(provider, snapshot);
    if (state.label !== label) {
      badge.className = `badge ${state.look}`;
      badge.dataset.state = state.status;
      badge.replaceChildren(icon(state.symbol), state.label);
      label = state.label;
    }
    if (look !== null && look !== state.look) {
      announce(`${name}: ${state.name}. ${state.meaning}`);
    }
    look = state.look;
    setText(meaning, state.meaning);
  }

  function showFailures(kinds) {
    const said = Object.entries(kinds).map(([kind, number]) => `${words(kind)} ${count(number)}`);
    if (said.join() !== failures.dataset.said) {
      failures.replaceChildren(...said.map((text) => el('li', {}, text)));
      failures.dataset.said = said.join();
    }
  }

  function showRate(rateLimit) {
    const [left, limit, unit] = (rateLimit?.requestsPerMinute)
      ? [rateLimit.requestsAvailable, rateLimit.requestsPerMinute, 'requests']
      : [rateLimit?.tokensAvailable, rateLimit?.tokensPerMinute, 'tokens'];
    rate.root.hidden = !limit;
    if (limit) {
      rate.show(left / limit, `${count(Math.max(0, left))} of ${count(limit)} ${unit} a minute`);
    }
  }

  function showBudget(budgets) {
    const own = budgets.find(({ scope, window }) => scope === `provider:${name}` && window === 'DAILY');
    budget.root.hidden = !own;
    if (own) {
      budget.show(own.spent / own.limit, `${money(own.spent)} of ${money(own.limit)}`, own.alertThresholds);
    }
  }

  function showButtons(enabled, simulation) {
    breaking.hidden = !simulation;
    heal.hidden = !simulation;
    heal.disabled = !simulation?.fault;
    root.classList.toggle('is-broken', Boolean(simulation?.fault));
    for (const breaker of breakers) {
      breaker.setAttribute('aria-pressed', String(breaker.dataset.fault === simulation?.fault));
    }
    const text = enabled ? 'Disable' : 'Enable';
    power.dataset.action = text.toUpperCase();
    power.setAttribute('aria-label', `${text} ${name}`);
    setText(power, text);
  }

  return {
    root,
    show(provider, snapshot) {
      const { fallback, simulations } = snapshot;
      showState(provider, snapshot);
      setText(model, provider.models.map(({ name: each }) => each).join(', '));
      setText(figures.answered, count(provider.calls.succeeded));
      setText(figures.failed, count(provider.calls.failed));
      setText(figures['in flight'], count(provider.inFlight));
      setText(figures.p50, latency(provider.calls, provider.latencyMs.p50));
      setText(figures.p95, latency(provider.calls, provider.latencyMs.p95));
      setText(figures.today, provider.spend ? money(provider.spend.today) : 'unknown');
      showFailures(provider.calls.failures);
      showRate(provider.rateLimit);
      showBudget(fallback.budgets);
      showButtons(provider.enabled, simulations.find(({ provider: each }) => each === name));
    },
  };
}
