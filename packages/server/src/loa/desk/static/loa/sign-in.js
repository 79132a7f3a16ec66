/* Shows what is being typed as a password, when asked: long passwords on small keys go wrong unseen. */
(function () {
  "use strict";
  var tick = document.querySelector("[data-reveal]");
  var field = document.getElementById("id_password");
  if (!tick || !field) return;
  tick.hidden = false;
  tick.querySelector("input").addEventListener("change", function (event) { field.type = event.target.checked ? "text" : "password"; });
})();
