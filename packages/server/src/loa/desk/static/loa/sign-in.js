/* Shows the password while it is typed, if the person ticks the box: on small keys a long password is easily mistyped. */
(function () {
  "use strict";
  var tick = document.querySelector("[data-reveal]");
  var field = document.getElementById("id_password");
  if (!tick || !field) return;
  tick.hidden = false;
  tick.querySelector("input").addEventListener("change", function (event) { field.type = event.target.checked ? "text" : "password"; });
})();
