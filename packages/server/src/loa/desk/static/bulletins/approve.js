/* "Trả lại" at the foot opens the reason and puts the finger in it. Without this the link still leads there. */
(() => {
  "use strict";
  const box = document.getElementById("tra-lai");
  document.querySelector('a[href="#tra-lai"]')?.addEventListener("click", () => {
    box.open = true;
    box.querySelector("textarea").focus();
  });
})();
