/* Copies the chosen theme to data-theme, which our tokens use, from the class that Wagtail sets on <html>. It runs in the
   head, before the first paint. */
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
