import { el, setText } from './dom.js';

/** A bar that says how much of something is used or left. */
export function bar(label) {
  const text = el('span', { class: 'bar-text' });
  const fill = el('div', { class: 'fill' });
  const meter = el('div', { class: 'meter', role: 'meter', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 }, fill);
  const root = el('div', { class: 'bar' }, el('div', { class: 'bar-head' }, el('span', {}, label), text), meter);
  return {
    root,
    show(share, said, marks = []) {
      const percent = Math.round(100 * Math.min(1, Math.max(0, share)));
      fill.style.width = `${percent}%`;
      meter.setAttribute('aria-valuenow', percent);
      meter.setAttribute('aria-valuetext', said);
      setText(text, said);
      while (meter.children.length - 1 < marks.length) {
        meter.append(el('i', { class: 'mark' }));
      }
      marks.forEach((mark, index) => { meter.children[index + 1].style.left = `${100 * mark}%`; });
    },
  };
}
