/* Shows the words at which a bulletin was returned in the field of its text: selected and in view. Spaces and line breaks
   between them may differ since. */
(() => {
  "use strict";
  const button = document.querySelector("[data-passage]");
  const text = document.querySelector('textarea[name="text"]');
  if (!button || !text) return;
  const said = document.querySelector("[data-gone]");
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const { passage: words, before, after, start } = button.dataset;
    const found = window.loa.followed(text.value, words, { before, after, start: Number(start) });
    said.textContent = found ? (found.sure ? "" : said.dataset.unsure) : said.dataset.gone;
    text.focus();
    if (!found) return;
    const { index, 0: passage } = found.place;
    text.setSelectionRange(index, index + passage.length);
    // A field scrolls to where one types, not to what a script selects: by the share of the text before it.
    text.scrollTop = Math.max(0, text.scrollHeight * index / Math.max(1, text.value.length) - text.clientHeight / 2);
    text.scrollIntoView({ block: "center" });
  });
})();
