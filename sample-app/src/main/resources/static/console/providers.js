import { byId } from './dom.js';
import { card } from './card.js';

const cards = new Map();

export function showProviders(snapshot) {
  for (const provider of snapshot.fallback.providers) {
    if (!cards.has(provider.name)) {
      cards.set(provider.name, card(provider.name));
      byId('providers').append(cards.get(provider.name).root);
    }
    cards.get(provider.name).show(provider, snapshot);
  }
}
