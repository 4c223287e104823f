// Single keys: those that answer work only where a card has the focus, and all can be turned off (WCAG 2.1.4).

const KEYS_OFF = "inbox-keys";

// `anywhere` and `onCard` map a key to what it does; `card` finds the card that has the focus, `isReady` says whether there is
// something to answer, `changed` is told when the keys are turned on or off.
export function listen(keys) {
  document.addEventListener("keydown", (event) => onKey(event, keys));
  startSwitch(keys.changed);
}

function onKey(event, keys) {
  if (event.ctrlKey || event.metaKey || event.altKey || !areOn()) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], .menu-panel")) return;
  const key = event.key === "Process" ? typed(event) : event.key; // an input method is on
  const card = keys.card();
  if (key === "Enter" && event.target === card) return open(event, card);
  const run = keys.anywhere[key] ?? (keys.isReady() && keys.onCard[key]);
  if (!run) return;
  event.preventDefault();
  run();
}

function typed(event) {
  const letter = event.code.replace("Key", "");
  return event.shiftKey ? letter : letter.toLowerCase();
}

function open(event, card) {
  event.preventDefault();
  (card.querySelector(".claim-title a") ?? card.querySelector(".ask-link a"))?.click();
}

function areOn() {
  return document.getElementById("keys-on")?.checked ?? true;
}

function startSwitch(changed) {
  const box = document.getElementById("keys-on");
  if (!box) return;
  try { box.checked = localStorage.getItem(KEYS_OFF) !== "yes"; } catch { /* only for this page */ }
  showKeys(box.checked);
  box.addEventListener("change", () => {
    try { localStorage.setItem(KEYS_OFF, box.checked ? "no" : "yes"); } catch { /* only for this page */ }
    showKeys(box.checked);
    changed(box.checked);
  });
}

function showKeys(on) {
  document.documentElement.classList.toggle("keys-are-off", !on);
}
