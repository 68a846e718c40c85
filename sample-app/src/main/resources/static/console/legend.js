import { el, setText } from './dom.js';
import { colourClass } from './palette.js';

/** Says which colour is which provider, and how much it has right now. */
export function legend(list, amountsOf, format) {
  const values = new Map();
  return (moment) => {
    for (const [name, amount] of Object.entries(amountsOf(moment))) {
      if (!values.has(name)) {
        values.set(name, el('span', {}));
        list.append(el('li', {}, el('span', { class: `name ${colourClass(name)}` }, name), values.get(name)));
      }
      setText(values.get(name), format(amount));
    }
  };
}
