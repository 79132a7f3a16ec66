/* The sidebar: folded to its icons on a desk, opened over the page on a phone. It runs in the head, so that a folded
   sidebar is folded in the first paint. Without it the sidebar stands above the page on a phone. */
(function () {
  "use strict";
  const KEPT = "loa-sidebar-folded";
  const root = document.documentElement;
  root.classList.add("has-menu");
  try { root.classList.toggle("side-folded", localStorage.getItem(KEPT) === "1"); } catch { /* storage is refused: unfolded */ }

  function fold(button) {
    const folded = root.classList.contains("side-folded");
    button.setAttribute("aria-expanded", String(!folded));
    button.querySelector(".side-word").textContent = folded ? button.dataset.open : button.dataset.shut;
    for (const word of document.querySelectorAll(".side .side-word")) {
      const pressed = word.closest("a, button");
      if (folded) pressed.title = word.textContent; else pressed.removeAttribute("title");
    }
  }

  function open(button, opened) {
    root.classList.toggle("side-open", opened);
    button.setAttribute("aria-expanded", String(opened));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const side = document.getElementById("danh-muc");
    const folding = document.querySelector("[data-fold]");
    const menu = document.querySelector("[data-menu]");
    if (!side || !folding || !menu) return;
    folding.hidden = menu.hidden = false;
    fold(folding);
    folding.addEventListener("click", () => {
      const folded = root.classList.toggle("side-folded");
      try { localStorage.setItem(KEPT, folded ? "1" : "0"); } catch { /* storage is refused: until the next page */ }
      fold(folding);
    });
    menu.addEventListener("click", () => {
      open(menu, !root.classList.contains("side-open"));
      if (root.classList.contains("side-open")) side.querySelector("a").focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !root.classList.contains("side-open")) return;
      open(menu, false);
      menu.focus();
    });
    document.addEventListener("click", (event) => {
      if (!side.contains(event.target) && !menu.contains(event.target)) open(menu, false);
    });
    document.addEventListener("focusin", (event) => {
      if (!side.contains(event.target) && !menu.contains(event.target)) open(menu, false);
    });
    window.addEventListener("pageshow", () => open(menu, false));
  });
})();
