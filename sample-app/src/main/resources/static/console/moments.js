/** The points of all charts, oldest first. */
const MOST = 180;

const moments = [];
const listeners = [];

export function addMoment(moment) {
  const latest = moments.at(-1);
  if (latest && Date.parse(latest.at) >= Date.parse(moment.at)) {
    return;
  }
  moments.push(moment);
  if (moments.length > MOST) {
    moments.shift();
  }
  listeners.forEach((listener) => listener(moments));
}

export const onMoment = (listener) => listeners.push(listener);
