/* An offered time is put into the fields before the form goes, so that what is sent is what is seen. */
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
