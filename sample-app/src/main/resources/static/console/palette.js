const COLOURS = 6;

const names = [];

/** The class that gives a provider its colour, the same everywhere on the page. */
export function colourClass(provider) {
  if (!names.includes(provider)) {
    names.push(provider);
  }
  return `provider-${names.indexOf(provider) % COLOURS}`;
}

/** The colour itself, for charts. */
export function colourOf(provider) {
  const probe = document.querySelector(`.${colourClass(provider)}`);
  return getComputedStyle(probe ?? document.body).getPropertyValue('--provider').trim() || '#888888';
}

/** A colour of the page's theme. */
export const themeColour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

export const onThemeChange = (listener) =>
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
