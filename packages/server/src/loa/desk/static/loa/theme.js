/* Wagtail marks the chosen ground by a class on <html>; our tokens read data-theme. Runs in the head, before the first paint. */
(function () {
  "use strict";
  var root = document.documentElement;
  function follow() {
    if (root.classList.contains("w-theme-dark")) root.dataset.theme = "dark";
    else if (root.classList.contains("w-theme-light")) root.dataset.theme = "light";
    else delete root.dataset.theme;
  }
  follow();
  new MutationObserver(follow).observe(root, { attributes: true, attributeFilter: ["class"] });
})();
