/* Opens the field for the reason and focuses it when "Trả lại" at the bottom is pressed. Without this script the browser
   opens it itself. */
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
