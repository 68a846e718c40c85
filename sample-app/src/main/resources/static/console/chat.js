import { byId, el } from './dom.js';
import { duration, money, words } from './format.js';
import { colourClass } from './palette.js';
import { events } from './sse.js';
import { track } from './track.js';

const messages = byId('messages');
const field = byId('message');

byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  ask(field.value);
  field.value = '';
});

for (const suggestion of byId('suggestions').children) {
  suggestion.addEventListener('click', () => ask(suggestion.textContent));
}

async function ask(question) {
  if (!question.trim()) {
    return;
  }
  add(el('li', { class: 'question' }, el('p', {}, question)));
  const text = el('p', { class: 'text' });
  const answer = el('li', { class: 'answer waiting', 'aria-busy': 'true' }, text);
  add(answer);
  try {
    await stream(question, text, answer);
  } catch (error) {
    broken(answer, { title: 'No answer', detail: `The server cannot be reached (${error.message}).` });
  }
  answer.classList.remove('waiting');
  answer.setAttribute('aria-busy', 'false');
  toEnd();
}

async function stream(question, text, answer) {
  const response = await fetch(`chat/stream?message=${encodeURIComponent(question)}`,
    { headers: { Accept: 'text/event-stream' } });
  if (!response.ok) {
    broken(answer, await response.json());
    return;
  }
  for await (const { name, data } of events(response)) {
    if (name === 'token') {
      text.append(data.text);
    } else if (name === 'done') {
      answered(answer, data);
    } else {
      broken(answer, data);
    }
    toEnd();
  }
}

function answered(answer, { provider, model, cost, elapsedMs, attempts }) {
  answer.append(
    track(attempts),
    el('p', { class: 'facts' },
      el('span', { class: `name ${colourClass(provider)}` }, provider),
      el('span', {}, model), el('span', {}, money(cost)), el('span', {}, duration(elapsedMs))));
}

function broken(answer, { title, detail, kind, attempts = [] }) {
  answer.classList.add('broken');
  const what = answer.textContent ? 'The answer broke off' : (title ?? 'No answer');
  answer.append(el('p', { class: 'problem' }, el('strong', {}, kind ? `${what}: ${words(kind)}` : what), ` ${detail ?? ''}`));
  if (attempts.length) {
    answer.append(track(attempts));
  }
}

function add(item) {
  messages.append(item);
  toEnd();
}

function toEnd() {
  messages.scrollTop = messages.scrollHeight;
}
