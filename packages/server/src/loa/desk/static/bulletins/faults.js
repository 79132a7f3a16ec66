/* Shows at each field of the writing page what is wrong with it, for as long as it is. A section that is closed is opened
   for it. */
(() => {
  "use strict";
  const places = () => [...document.querySelectorAll("[data-fault]")];

  function show(place, words) {
    place.textContent = words;
    place.hidden = !words;
    const form = document.getElementById("bulletin");
    for (const field of form.querySelectorAll(`[name="${place.dataset.fault}"]:not([type="hidden"], [type="checkbox"], [type="radio"])`)) {
      if (words) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    }
    if (words) for (let at = place.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  }

  /* Says what is wrong with some fields. Returns the first of them on the page. */
  function say(faults) {
    const there = places().filter((place) => faults[place.dataset.fault]);
    for (const place of there) show(place, faults[place.dataset.fault]);
    return there[0];
  }

  /* Takes away what was said and is no longer so. `standing` has everything that is wrong now, also what was not said. */
  function mend(standing) {
    for (const place of places()) if (!place.hidden) show(place, standing[place.dataset.fault] || "");
    const banner = document.querySelector("[data-fault-banner]");
    if (banner?.dataset.faultBanner && !standing[banner.dataset.faultBanner]) banner.remove();
  }

  const any = () => places().some((place) => !place.hidden);

  window.loa = { ...window.loa, faults: { say, mend, any } };
})();
