/* "Trả lại" opens the field for the reason; words marked in the whole text go into the field for the place. Without this
   script the browser opens the reason itself, and the words are copied by hand. */
(() => {
  "use strict";
  const box = document.getElementById("tra-lai");
  const text = document.querySelector("[data-text]");
  const here = document.querySelector("[data-here]");
  const passage = box.querySelector('[name="passage"]');
  const nth = box.querySelector('[name="nth"]');

  const ask = () => {
    box.open = true;
    box.querySelector("textarea").focus();
    box.scrollIntoView({ block: "center" });
  };
  document.querySelector('a[href="#ly-do"]')?.addEventListener("click", (event) => {
    event.preventDefault();
    ask();
  });
  if (!here) return;

  let marked = null;
  const look = () => {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const inside = range && text.contains(range.startContainer) && text.contains(range.endContainer);
    if (inside && range.toString().trim()) {
      const before = document.createRange();
      before.selectNodeContents(text);
      before.setEnd(range.startContainer, range.startOffset);
      marked = { words: range.toString().trim(), before: before.toString().length };
    } else if (!here.contains(document.activeElement)) {
      marked = null;
    }
    here.hidden = !marked;
  };
  /* The same words may stand earlier in the text. */
  const earlier = ({ words, before }) => window.loa.places(text.textContent, words).filter((one) => one.index < before).length;
  document.querySelector("[data-how]").hidden = false;
  document.addEventListener("selectionchange", look);
  /* Pressing a button takes the selection away on some phones: what was marked is kept until then. */
  here.addEventListener("pointerdown", (event) => event.preventDefault());
  here.addEventListener("click", () => {
    if (!marked) return;
    passage.value = marked.words.replace(/\s+/g, " ");
    nth.value = String(earlier(marked));
    ask();
  });
  passage.addEventListener("input", () => { nth.value = ""; });
})();
