// The board by keyboard: arrows walk the cards, m opens the step of a case in a dialog. All of it is links and forms without this.

const results = () => document.getElementById("results");
const said = document.getElementById("board-said");
const dialog = document.getElementById("board-move");
const place = document.getElementById("board-move-form");
const cancel = dialog?.querySelector("[data-close]");
let moving = null; // the card whose step is asked for: its key and name

const cards = (stage) => [...stage.querySelectorAll("[data-card]")].filter((card) => card.offsetParent);
const stages = () => [...document.querySelectorAll(".board-stage")].filter((stage) => cards(stage).length);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name]);
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

document.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const run = {
    ArrowDown: () => walk(card, 1),
    ArrowUp: () => walk(card, -1),
    ArrowRight: () => cross(card, 1),
    ArrowLeft: () => cross(card, -1),
    m: () => ask(card),
  }[event.code === "KeyM" ? "m" : event.key]; // also where an input method is on
  if (!run) return;
  event.preventDefault();
  run();
});

function walk(card, by) {
  const column = cards(card.closest(".board-stage"));
  column[column.indexOf(card) + by]?.focus();
}

function cross(card, by) {
  const columns = stages();
  const here = card.closest(".board-stage");
  const there = columns[columns.indexOf(here) + by];
  if (there) cards(there)[Math.min(cards(here).indexOf(card), cards(there).length - 1)].focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) return dialog.close();
  const link = event.target.closest(".board-move");
  if (!dialog || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(link.parentElement.querySelector("[data-card]"));
});

async function ask(card) {
  if (!dialog) return;
  if (!card.dataset.move) return say(said.dataset.none);
  const answer = await reached(card.dataset.move);
  if (!answer?.ok) return say(said.dataset.silent);
  moving = { key: card.dataset.card, name: card.textContent.trim() };
  const head = document.getElementById("board-move-head");
  head.textContent = filled(head.dataset.text, moving);
  show(await answer.text());
  dialog.showModal();
  place.querySelector("input:checked, input[type=radio]")?.focus();
}

function show(html) {
  const form = parsed(html).querySelector("#next");
  form.querySelector("h2")?.remove();
  place.replaceChildren(...form.childNodes);
  place.querySelector(".form-buttons").append(cancel);
}

dialog?.addEventListener("close", () => cardOf(moving.key)?.focus());

dialog?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const answer = await reached(form.action, { method: "POST", body: new FormData(form) });
  delete form.dataset.sent;
  if (answer?.redirected) return moved();
  if (answer && [409, 422].includes(answer.status)) {
    show(await answer.text());
    return place.querySelector("[data-focus]")?.focus();
  }
  dialog.close();
  say(said.dataset.silent);
});

// The board as it stands now, with the card of the case, and the focus on it.
async function moved() {
  const address = new URL(location.href);
  address.searchParams.set("view", "board");
  address.searchParams.set("card", moving.key);
  const answer = await reached(address);
  if (answer?.ok) {
    const page = parsed(await answer.text());
    results().replaceChildren(...page.getElementById("results").childNodes);
    document.getElementById("count").textContent = page.getElementById("count").textContent;
  }
  dialog.close();
  const card = cardOf(moving.key);
  const stage = card?.closest(".board-stage").dataset.stage ?? "";
  say(filled(card ? said.dataset.moved : said.dataset.gone, { ...moving, stage }));
}

const cardOf = (key) => document.querySelector(`[data-card="${key}"]`);

async function reached(address, options = {}) {
  try {
    return await fetch(address, { ...options, signal: AbortSignal.timeout(20_000) });
  } catch {
    return null;
  }
}

function say(text) {
  said.textContent = "";
  setTimeout(() => { said.textContent = text; }, 50);
}
