import { byId, icon, setText } from './dom.js';

const AVAILABILITY = {
  UP: ['up', 'check', 'The preferred provider serves'],
  SHORT: ['spent', 'coin', 'A budget is spent, others serve'],
  DEGRADED: ['cooling', 'skip', 'Another provider serves'],
  DOWN: ['open', 'cross', 'Nobody can serve'],
};

let shown = null;

export function showAvailability({ fallback: { status: said, strategy }, shortages }) {
  const status = (said !== 'DOWN' && shortages.length) ? 'SHORT' : said;
  setText(byId('strategy'), `strategy ${strategy}`);
  if (status !== shown) {
    const [look, symbol, text] = AVAILABILITY[status];
    const badge = byId('availability');
    badge.className = `badge ${look}`;
    badge.replaceChildren(icon(symbol), text);
    shown = status;
  }
}

export function showConnection(live) {
  const connection = byId('connection');
  connection.classList.toggle('live', live);
  setText(connection, live ? 'live' : 'connection lost, trying again');
}
