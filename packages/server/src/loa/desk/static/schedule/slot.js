/* Puts an offered time into the fields before the form is sent, so that the form sends what the person sees. */
(() => {
  "use strict";
  document.querySelectorAll("[data-day][data-time]").forEach((button) => {
    button.addEventListener("click", () => {
      const fields = button.form.elements;
      const one = fields.first.value === fields.last.value || !fields.last.value;
      fields.time.value = button.dataset.time;
      if (!one) return;
      fields.first.value = button.dataset.day;
      fields.last.value = button.dataset.day;
      button.form.querySelectorAll('[name="days"]').forEach((box) => { box.checked = false; });
    });
  });
})();
