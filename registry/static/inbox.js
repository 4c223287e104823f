// Is this yours? by keys alone and without reloading. Every button also works without this file.

import { listen } from "./inbox_keys.js";
import { answered, isBusy, read, send } from "./inbox_wire.js";

const inbox = document.getElementById("inbox");
const list = document.getElementById("asked");
const words = inbox?.dataset ?? {};
const FEW = 6;
const done = []; // what was answered on this page, newest last
let loading = false;
let adrift = false; // the last card shown was answered: the next one that comes takes the focus

function start() {
  inbox.addEventListener("submit", onSubmit);
  inbox.addEventListener("focusin", (event) => mark(event.target.closest(".claim-card")));
  inbox.addEventListener("change", showSelected);
  document.getElementById("many").addEventListener("submit", onSubmit);
  document.querySelector("[data-undo]").addEventListener("click", undo);
  document.querySelector(".dock-all").addEventListener("click", (event) => { event.preventDefault(); selectAll(); });
  window.addEventListener("beforeunload", (event) => { if (isBusy()) event.preventDefault(); });
  listen({ anywhere: ANYWHERE, onCard: ON_A_CARD, card: current, isReady: () => current() || selected().length, changed: tellKeys });
  mark(shown()[0]);
  showSelected();
}

// --- which cards -----------------------------------------------------------------------------

const shown = () => [...list.querySelectorAll(".claim-card:not([data-gone])")];
const selected = () => shown().filter((card) => card.querySelector("[name=claims]:checked"));
const current = () => document.activeElement.closest?.(".claim-card:not([data-gone])");
const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, name) => places[name]);

function mark(card) {
  if (!card) return;
  for (const other of list.querySelectorAll('.claim-card[tabindex="0"]')) other.tabIndex = -1;
  card.tabIndex = 0;
}

function go(card) {
  if (!card) return;
  adrift = false;
  mark(card);
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const cards = shown();
  const here = cards.indexOf(current());
  const next = here < 0 ? cards.find((card) => card.tabIndex === 0) ?? cards[0] : cards[here + by];
  go(next);
}

function after(cards) {
  const all = shown();
  const last = all.indexOf(cards.at(-1));
  const stays = (card) => !cards.includes(card);
  return all.slice(last + 1).find(stays) ?? all.slice(0, last).reverse().find(stays);
}

function selectAll() {
  const cards = shown().filter((card) => card.dataset.claim);
  const on = selected().length < cards.length;
  for (const card of cards) card.querySelector("[name=claims]").checked = on;
  showSelected();
  if (!current()) go(shown()[0]);
}

function showSelected() {
  const number = selected().length;
  document.querySelector(".dock-count").textContent = number ? fill(words.selected, { num: number }) : "";
  document.querySelector(".dock").toggleAttribute("data-open", number > 0);
  for (const button of document.querySelectorAll(".dock-answers button")) button.disabled = !number;
}

// --- answering -------------------------------------------------------------------------------

function onSubmit(event) {
  const form = event.target;
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  const card = form.closest(".claim-card");
  if (button.name === "answer") identify(card, REPLIES[button.value]);
  else if (button.name === "decision") answer(card ? [card] : selected(), button.value);
}

function answer(cards, decision) {
  if (!cards.length) return;
  const step = { cards, decision, claims: cards.map((card) => Number(card.dataset.claim)) };
  const next = after(cards);
  clearErrors(cards);
  fold(cards);
  done.push(step);
  count(step, 1);
  say(sentence(step), true);
  adrift = !next;
  go(next);
  send("POST", words.decisions, { claims: step.claims, decision })
    .then((claims) => tellDisputed(step, claims), (why) => putBack(step, why));
  more();
}

function sentence({ cards, decision }) {
  const label = document.querySelector(`#many [value=${decision}] span`).textContent;
  const places = { answer: label, title: titleOf(cards[0]), num: cards.length };
  return fill(cards.length === 1 ? words.saidOne : words.saidMany, places);
}

const titleOf = (card) => card.querySelector(".claim-title").textContent.trim();

function tellDisputed(step, said) {
  const lost = (said.items ?? said).filter((claim) => claim.state === "disputed");
  for (const claim of lost) {
    add("confirmed", -1);
    add("disputed", 1);
    say(fill(words.disputed, { title: claim.output.title }), true, "warn");
  }
}

function putBack(step, why) {
  step.failed = true;
  if (done.includes(step)) done.splice(done.indexOf(step), 1);
  count(step, -1);
  unfold(step.cards);
  const text = fill(words.failed, { why: why.message });
  for (const card of step.cards) showError(card, text);
  say(text, done.length > 0, "bad");
  if (!current()) go(step.cards[0]);
}

function showError(card, text) {
  clearErrors([card]);
  const error = document.createElement("p");
  error.className = "field-error claim-error";
  error.textContent = text;
  card.querySelector(".claim-actions").before(error);
}

function clearErrors(cards) {
  for (const card of cards) card.querySelector(".claim-error")?.remove();
}

function undo() {
  const step = done.pop();
  if (!step) return say(words.nothing, false);
  if (step.identifier) return takeBack(step);
  const stand = step.cards.every((card) => card.isConnected);
  count(step, -1);
  unfold(step.cards);
  if (stand) go(step.cards[0]);
  say(words.undone, done.length > 0);
  send("POST", words.decisions, { claims: step.claims, decision: "undo" }, step)
    .then(() => stand || refresh(), (why) => notUndone(step, why));
}

function notUndone(step, why) {
  count(step, 1);
  fold(step.cards);
  say(fill(words.failed, { why: why.message }), done.length > 0, "bad");
}

// --- identifiers: one answer for many papers, so the list is read anew -----------------------

const REPLIES = { yes: true, no: false, later: null };

async function identify(card, isTheirs) {
  const { scheme, value } = card.dataset;
  const body = { scheme, value, is_theirs: isTheirs, researcher: Number(words.researcher) };
  clearErrors([card]);
  card.setAttribute("aria-busy", "true");
  try {
    const said = await send("POST", words.identifiers, body);
    done.push({ identifier: said.identifier.id });
    await refresh();
    say(isTheirs === null ? words.later : fill(words.settled, { num: said.claims.length }), true);
    go(shown()[0]);
  } catch (why) {
    card.removeAttribute("aria-busy");
    const text = fill(words.failed, { why: why.message });
    showError(card, text);
    say(text, done.length > 0, "bad");
  }
}

async function takeBack(step) {
  try {
    await send("DELETE", `${words.identifiers}/${step.identifier}`);
    await refresh();
    say(words.undone, done.length > 0);
    go(shown()[0]);
  } catch (why) {
    done.push(step);
    say(fill(words.failed, { why: why.message }), true, "bad");
  }
}

async function refresh() {
  const page = await read(first());
  list.replaceChildren(...page.querySelectorAll("#asked > .claim-card"));
  for (const id of ["inbox-pager", "inbox-end"]) renew(id, page);
  document.querySelector(".tabs").replaceWith(page.querySelector(".tabs"));
  showSelected();
  mark(shown()[0]);
}

function renew(id, page) {
  const fresh = page.getElementById(id);
  if (fresh) document.getElementById(id).replaceWith(fresh);
}

// --- the next ones: from the first on, as answers change the order of the rest ----------------

async function more() {
  if (loading || shown().length >= FEW) return;
  loading = true;
  try {
    await answered();
    if (!(await append(first()))) return end();
    if (adrift) go(shown()[0]);
  } catch (why) {
    say(why.message, done.length > 0, "bad");
  } finally {
    loading = false;
  }
}

async function append(url) {
  const page = await read(url);
  const fresh = [...page.querySelectorAll("#asked > .claim-card")].filter((card) => !document.getElementById(card.id));
  list.append(...fresh);
  renew("inbox-pager", page);
  const next = document.querySelector("#inbox-pager [rel=next]");
  return fresh.length || (next ? append(next.href) : 0);
}

function first() {
  const address = new URL(location.href);
  for (const name of ["cursor", "since"]) address.searchParams.delete(name);
  return address.href;
}

function end() {
  const place = document.getElementById("inbox-end");
  place.hidden = shown().length > 0;
  if (!place.hidden) place.focus();
}

// --- what is seen and heard ------------------------------------------------------------------

function fold(cards) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const card of cards) {
    card.dataset.gone = "";
    card.inert = true;
    card.querySelector("[name=claims]").checked = false;
    const away = { height: 0, opacity: 0, marginBottom: 0, paddingBlock: 0, borderWidth: 0 };
    const from = { height: `${card.offsetHeight}px`, opacity: 1 };
    const change = card.animate([from, away], { duration: calm ? 0 : 160, easing: "ease-out" });
    change.finished.then(() => { card.hidden = "gone" in card.dataset; }, () => {});
  }
  showSelected();
}

function unfold(cards) {
  for (const card of cards) {
    delete card.dataset.gone;
    card.inert = false;
    card.hidden = false;
  }
  document.getElementById("inbox-end").hidden = shown().length > 0;
}

function say(text, canUndo, tone = "good") {
  const place = document.getElementById("said");
  place.textContent = text;
  place.parentElement.dataset.tone = tone;
  document.querySelector("[data-undo]").hidden = !canUndo;
}

const PLACES = { mine: "confirmed", not_mine: "rejected", not_sure: "unsure" };

function count({ cards, decision }, sign) {
  const put_off = cards.filter((card) => "unsure" in card.dataset).length;
  if (decision !== "not_sure") add("suggested", -sign * cards.length);
  add("unsure", -sign * put_off);
  add(PLACES[decision], sign * cards.length);
}

function add(name, number) {
  const place = document.querySelector(`[data-count=${name}]`);
  if (place) place.textContent = Math.max(0, Number(place.textContent) + number);
}

// --- what the keys do -----------------------------------------------------------------------

const ANYWHERE = {
  j: () => move(1),
  k: () => move(-1),
  A: selectAll,
  z: undo,
  "?": showKeys,
};
const ON_A_CARD = {
  m: () => decide("mine", "yes"),
  n: () => decide("not_mine", "no"),
  u: () => decide("not_sure", "later"),
  x: pick,
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
};

function showKeys() {
  const summary = document.querySelector(".keys summary");
  summary.focus();
  summary.click();
}

function pick() {
  const box = current()?.querySelector("[name=claims]");
  if (!box) return;
  box.checked = !box.checked;
  showSelected();
}

function decide(decision, reply) {
  const chosen = selected();
  const card = current();
  if (chosen.length) return answer(chosen, decision);
  const button = card?.querySelector(card.dataset.claim ? `[name=decision][value=${decision}]` : `[name=answer][value=${reply}]`);
  if (button && !card.hasAttribute("aria-busy")) button.form.requestSubmit(button);
}

function tellKeys(on) {
  say(on ? words.keysOn : words.keysOff, done.length > 0);
}

if (list && document.querySelector(".dock")) start();
