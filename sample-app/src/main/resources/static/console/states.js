import { secondsUntil, wait } from './format.js';

/** How each state of a provider looks and what it means. */
const STATES = {
  UP: { look: 'up', symbol: 'check', name: 'Closed', meaning: 'Calls go through.' },
  OPEN: { look: 'open', symbol: 'open', name: 'Open', meaning: 'Left alone after too many failures.' },
  HALF_OPEN: { look: 'probing', symbol: 'probe', name: 'Half open', meaning: 'One call finds out whether it is well.' },
  COOLING: { look: 'cooling', symbol: 'clock', name: 'Cooling', meaning: 'Waits as long as it asked for.' },
  RATE_LIMITED: { look: 'limited', symbol: 'gauge', name: 'At its limit', meaning: 'Its requests per minute are used up.' },
  OVER_BUDGET: { look: 'spent', symbol: 'coin', name: 'Over budget', meaning: 'Its money is spent for now.' },
  DISABLED: { look: 'off', symbol: 'off', name: 'Disabled', meaning: 'Switched off by hand.' },
};

/** What budgets do not pay for is over budget although it is well. */
export function stateOf({ name, status: said, availableAt: again }, { at, shortages }) {
  const shortage = shortages.find(({ provider }) => provider === name);
  const [status, availableAt] = (said === 'UP' && shortage) ? ['OVER_BUDGET', shortage.until] : [said, again];
  const state = STATES[status];
  const left = availableAt ? secondsUntil(availableAt, at) : 0;
  return { ...state, status, label: (left > 0) ? `${state.name}, ${wait(left)}` : state.name };
}
