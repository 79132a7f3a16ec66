/* Finds a passage's words in a text: each place, though spaces and line breaks between them differ, as they do in what is
   copied from a page. The server finds them likewise (newsroom/rules.py). */
(() => {
  "use strict";
  function places(text, passage) {
    const words = passage.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return words.length ? [...text.matchAll(new RegExp(words.join("\\s+"), "g"))] : [];
  }
  window.loa = { ...window.loa, places };
})();
