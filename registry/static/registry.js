// What pages do beyond links and forms; each works without it.

// htmx requests that change something carry the page's forgery token.
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (!["GET", "HEAD"].includes(request.method.toUpperCase()))
    request.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
});

// `/` goes to the search field, Escape closes an open menu.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return closeMenus(null);
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector('[data-shortcut="/"]') ?? document.querySelector('input[type="search"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

function closeMenus(kept) {
  for (const menu of document.querySelectorAll("details.menu[open], details.sections-narrow[open]")) {
    if (menu === kept) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu, details.sections-narrow")));

// Of a row of tabs that is wider than the window, the one that is open is seen.
for (const tab of document.querySelectorAll(".tabs [aria-current]"))
  tab.closest(".tabs").scrollLeft = tab.offsetLeft - tab.closest(".tabs").offsetLeft - 24;

// After a refused form the reader starts at the summary of what is wrong.
document.querySelector("[data-focus]")?.focus();

// A form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
