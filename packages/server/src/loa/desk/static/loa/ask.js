/* The one way in which scripts send requests to the server. A request has the CSRF token that the browser has now, because
   signing in again in another tab replaces the token. If nobody is signed in any more, the page says so and asks the
   reader to sign in. When the reader comes back to the page, the event `loa:again` is sent to what waits for that. */
(() => {
  "use strict";
  const SIGN_IN = "Loa-Sign-In";
  const FIELD = "csrfmiddlewaretoken";
  let out = false;

  function token() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return cookie ? decodeURIComponent(cookie[1]) : document.querySelector(`[name=${FIELD}]`)?.value || "";
  }

  function signedOut(now) {
    out = now;
    const notice = document.querySelector("[data-signed-out]");
    if (!notice) return;
    notice.hidden = !now;
    const here = encodeURIComponent(location.pathname + location.search);
    if (now) notice.querySelector("a").search = `?next=${here}`;
  }

  /* Has the parameters and the result of `fetch`. */
  async function ask(url, options = {}) {
    const headers = { "X-Requested-With": "XMLHttpRequest", ...options.headers };
    if (options.body instanceof FormData && options.body.has(FIELD)) options.body.set(FIELD, token());
    const answer = await fetch(url, { ...options, headers });
    signedOut(answer.headers.has(SIGN_IN));
    return answer;
  }

  const back = () => { if (out && !document.hidden) document.dispatchEvent(new Event("loa:again")); };
  document.addEventListener("visibilitychange", back);
  window.addEventListener("focus", back);
  window.addEventListener("submit", (event) => {
    const field = event.target.elements[FIELD];
    if (field) field.value = token();
  }, true);

  window.loa = { ...window.loa, ask, token, signedOut, SIGN_IN };
})();
