// While a worker has the file, the page is asked for again every second and its progress put in; when the work is
// done the page is loaded anew. Without this script a link does it.
(() => {
  const every = 1000;
  const ask = async () => {
    const part = document.querySelector("[data-works]");
    if (!part) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Loa-Refresh": "1" } });
      if (answer.redirected || answer.status === 404) return location.reload();
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-works]");
        if (!fresh) return location.reload();
        if (part.innerHTML !== fresh.innerHTML) part.innerHTML = fresh.innerHTML;
      }
    } catch {
      // No network: the worker goes on, the next try comes by itself.
    }
    setTimeout(ask, every);
  };
  setTimeout(ask, every);
})();
