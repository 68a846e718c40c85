import { watch } from './live.js';
import { setCurrency } from './format.js';
import { showAvailability, showConnection } from './overall.js';
import { showProviders } from './providers.js';
import { clearAlerts, showAlert, showSpend } from './spend.js';
import { showLoad } from './load.js';
import { showCalls } from './calls.js';
import { clearLog, showHappening } from './log.js';
import { addMoment } from './moments.js';
import './chat.js';

watch({
  connection: showConnection,
  history({ moments, happenings }) {
    clearLog();
    clearAlerts();
    moments.forEach(addMoment);
    happenings.forEach(happened);
  },
  snapshot(snapshot) {
    setCurrency(snapshot.fallback.currency);
    addMoment(snapshot.moment);
    showAvailability(snapshot);
    showProviders(snapshot);
    showSpend(snapshot.fallback);
    showLoad(snapshot.load);
    showCalls(snapshot.fallback.recentCalls);
  },
  happening: happened,
});

function happened(happening) {
  showHappening(happening);
  if (happening.type === 'BudgetAlert') {
    showAlert(happening);
  }
}
