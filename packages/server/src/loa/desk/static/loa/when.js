/* Writes the value of each date or time field in words under the field, as all pages of Loa write dates. Browsers show
   them in different ways: 12/01/2026 may be in January or in December. Without this script there is only the field. */
(() => {
  "use strict";
  const days = document.currentScript.dataset.days.split("|"); // Sunday first, as getUTCDay counts
  let made = 0;

  function words(type, value) {
    if (type === "time") return value.slice(0, 5);
    const [year, month, day] = value.split("-");
    const at = new Date(`${value}T00:00:00Z`);
    return isNaN(at) ? "" : `${days[at.getUTCDay()]} ${day}/${month}/${year}`;
  }

  function prepare(field) {
    if (field.dataset.said) return;
    const said = document.createElement("p");
    said.className = "help said";
    said.id = `said-${++made}`;
    said.setAttribute("aria-live", "polite");
    field.dataset.said = said.id;
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${said.id}`.trim());
    field.after(said);
    const say = () => { said.textContent = field.value ? words(field.type, field.value) : ""; };
    field.addEventListener("input", say);
    field.addEventListener("change", say);
    say();
  }

  const all = () => document.querySelectorAll('.loa input[type="date"], .loa input[type="time"]').forEach(prepare);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all); else all();
  document.addEventListener("loa:added", all);
})();
