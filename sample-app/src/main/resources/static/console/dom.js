const SVG = 'http://www.w3.org/2000/svg';

/** Finds an element by its id. */
export const byId = (id) => document.getElementById(id);

/** Makes an element. Children that are strings become text, never markup. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

/** An icon of the sprite in the page. It says nothing by itself; there is always text beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Changes a text only when it differs, so that a screen reader is not disturbed. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

const PAUSE = 5000;

let announced = -PAUSE;

/** Tells a screen reader what sighted people see happen, without talking all the time. */
export function announce(text, { urgent = false } = {}) {
  if (urgent || performance.now() - announced > PAUSE) {
    announced = performance.now();
    setText(byId('announcer'), text);
  }
}
