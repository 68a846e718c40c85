import { announce, byId, el, icon } from './dom.js';
import { bar } from './bar.js';
import { chart, providerLines } from './charts.js';
import { legend } from './legend.js';
import { clock, money, words } from './format.js';
import { send } from './send.js';

const WINDOWS = { DAILY: 'Today', MONTHLY: 'This month' };
const MOST_ALERTS = 5;
const bars = new Map();

byId('reset-spend').addEventListener('click', () => send('DELETE', 'console/spend'));

chart(byId('spend-chart'), {
  stacked: true,
  format: money,
  lines: (moment) => providerLines(moment.spentToday),
  read: (moment, provider) => moment.spentToday[provider] ?? null,
  legend: legend(byId('spend-legend'), ({ spentToday }) => spentToday, money),
  describe: ({ spentToday }) =>
    `Spent today: ${Object.entries(spentToday).map(([name, amount]) => `${name} ${money(amount)}`).join(', ')}`,
});

export function showSpend({ budgets }) {
  for (const { scope, window, limit, spent, alertThresholds } of budgets.filter((budget) => budget.scope === 'global')) {
    const key = `${scope} ${window}`;
    if (!bars.has(key)) {
      bars.set(key, bar(WINDOWS[window] ?? words(window)));
      byId('budgets').append(bars.get(key).root);
      bars.get(key).root.dataset.budget = key;
    }
    bars.get(key).show(spent / limit, `${money(spent)} of ${money(limit)}`, alertThresholds);
  }
}

export const clearAlerts = () => byId('alerts').replaceChildren(el('li', { class: 'quiet' }, 'None so far.'));

export function showAlert({ at, event: { scope, window, threshold, limit } }) {
  const alerts = byId('alerts');
  alerts.querySelector('.quiet')?.remove();
  const text = `${Math.round(threshold * 100)} % of ${whose(scope)} ${(window === 'DAILY') ? 'for today' : 'for this month'} is spent (${money(limit)})`;
  alerts.prepend(el('li', { class: 'alert' }, icon('alert'), el('span', {}, text), el('time', {}, clock(at))));
  while (alerts.children.length > MOST_ALERTS) {
    alerts.lastChild.remove();
  }
  announce(text, { urgent: true });
}

function whose(scope) {
  return (scope === 'global') ? 'the budget' : `the budget of ${scope.replace(/^\w+:/, '')}`;
}
