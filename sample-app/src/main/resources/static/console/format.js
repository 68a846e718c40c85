let currency = 'USD';

export function setCurrency(name) {
  currency = name;
}

/** An amount to the cent, a small one to the third digit that means something. */
export function money(amount) {
  if (amount === null || amount === undefined) {
    return 'unknown';
  }
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: (Math.abs(amount) < 1) ? 9 : 2 };
  const rounded = Number(amount.toPrecision((Math.abs(amount) < 1) ? 3 : 12));
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency, ...digits }).format(rounded);
  } catch {
    return `${new Intl.NumberFormat('en', digits).format(rounded)} ${currency}`;
  }
}

export const count = (number) => new Intl.NumberFormat('en').format(number);

export const duration = (ms) => (ms < 1000) ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;

/** Whole seconds from one time to another, at least 0. */
export const secondsUntil = (then, now) => Math.max(0, Math.ceil((Date.parse(then) - Date.parse(now)) / 1000));

/** A wait as people say it. */
export function wait(seconds) {
  if (seconds < 100) {
    return `${seconds} s`;
  }
  return (seconds < 6000) ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export const clock = (time) => new Date(time).toLocaleTimeString('en-GB');

/** RATE_LIMITED as people write it. */
export const words = (constant) => constant.toLowerCase().replaceAll('_', ' ');
