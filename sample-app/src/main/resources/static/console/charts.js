/* global Chart */
import { colourOf, onThemeChange, themeColour } from './palette.js';
import { onMoment } from './moments.js';

const SECONDS = 60;
const AXIS = 54;

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = 11;

function options(stacked, format) {
  return {
    animation: false,
    maintainAspectRatio: false,
    events: [],
    datasets: { line: { pointRadius: 0, borderWidth: 1.5, tension: 0.25, spanGaps: false } },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
    scales: {
      x: {
        type: 'linear', min: -SECONDS, max: 0, border: { display: false }, grid: { display: false },
        ticks: { stepSize: 15, maxRotation: 0, callback: (value) => (value === 0) ? 'now' : `${-value} s ago` },
      },
      y: {
        stacked, beginAtZero: true, border: { display: false }, ticks: { maxTicksLimit: 4, callback: format },
        afterFit: (scale) => { scale.width = AXIS; },
      },
    },
  };
}

/** A chart that moves with time. Lines say which they are by `name` and `colour`; `read` takes a value from a point. */
export function chart(canvas, { stacked = false, format = (value) => value, lines, read, legend, describe }) {
  const drawn = new Chart(canvas, { type: 'line', data: { datasets: [] }, options: options(stacked, format) });
  let points = [];
  const draw = () => {
    paint(drawn);
    drawn.data.datasets = datasets(points);
    drawn.update('none');
  };
  onThemeChange(draw);
  onMoment((moments) => {
    points = moments;
    draw();
    legend(moments.at(-1));
    canvas.setAttribute('aria-label', describe(moments.at(-1)));
  });

  function datasets(moments) {
    const now = Date.parse(moments.at(-1)?.at);
    const seen = moments.filter(({ at }) => now - Date.parse(at) <= SECONDS * 1000);
    return seen.length === 0 ? [] : lines(seen.at(-1)).map(({ name, colour }) => ({
      label: name, borderColor: colour, backgroundColor: `${colour}40`, fill: stacked ? 'stack' : false,
      data: seen.map((moment) => ({ x: (Date.parse(moment.at) - now) / 1000, y: read(moment, name) })),
    }));
  }
}

/** One line for each provider. */
export const providerLines = (amounts) => Object.keys(amounts).map((name) => ({ name, colour: colourOf(name) }));

function paint({ options: { scales } }) {
  for (const scale of Object.values(scales)) {
    scale.ticks.color = themeColour('--muted');
    scale.grid = { ...scale.grid, color: themeColour('--line') };
  }
}
