// Loads the page again every 20 seconds, or as often as `data-every` says (ms), and replaces only the parts that changed.
// Nothing blinks, and the focus and the open lists stay. Without this script the page is complete, and as old as the time that it shows.
(() => {
  const every = Number(document.currentScript.dataset.every) || 20000;
  const told = document.querySelector("[data-told]");
  const remember = (part) => new Set([...part.querySelectorAll("details[open][id]")].map((one) => one.id));
  const put = (part, fresh) => {
    if (part.innerHTML === fresh.innerHTML) return;
    const held = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const open = remember(part);
    part.innerHTML = fresh.innerHTML;
    open.forEach((id) => part.querySelector(`#${id}`)?.setAttribute("open", ""));
    if (held) part.querySelector(`[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  };
  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Loa-Refresh": "1" } });
      if (answer.redirected) return location.reload();
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const before = document.querySelector("[data-sentence]").textContent;
      for (const part of document.querySelectorAll("[data-live]")) {
        const found = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
        if (found) put(part, found);
      }
      const now = document.querySelector("[data-sentence]").textContent;
      if (now !== before) told.textContent = now;
    } catch {
      // No network: the page shows the age of its data, and the next attempt comes by itself.
    }
  };
  setInterval(refresh, every);
  document.addEventListener("visibilitychange", refresh);
  document.addEventListener("loa:refresh", refresh);
})();
