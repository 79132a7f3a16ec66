/* "Trả lại" at the foot opens the reason and puts the finger in it. Without this the browser opens it by itself. */
(() => {
  "use strict";
  const box = document.getElementById("tra-lai");
  document.querySelector('a[href="#ly-do"]')?.addEventListener("click", (event) => {
    event.preventDefault();
    box.open = true;
    box.querySelector("textarea").focus();
    box.scrollIntoView({ block: "center" });
  });
})();
