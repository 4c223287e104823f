// Sets the theme before the page is drawn; without a choice the system decides.
(() => {
  const chosen = () => {
    try { return localStorage.getItem("theme") || "auto"; } catch { return "auto"; }
  };
  const show = (theme) => {
    if (theme === "auto") document.documentElement.removeAttribute("data-bs-theme");
    else document.documentElement.setAttribute("data-bs-theme", theme);
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  };
  document.documentElement.classList.add("scripted");
  show(chosen());
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll(".themes")) group.hidden = false;
    show(chosen());
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try { localStorage.setItem("theme", button.dataset.themeChoice); } catch { /* only for this page */ }
    show(button.dataset.themeChoice);
  });
})();
