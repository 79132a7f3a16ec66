// Copies the text that a button names. If the browser does not allow it, the text is selected, to be copied by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    from.select();
    try {
      await navigator.clipboard.writeText(from.value);
      document.querySelector("[data-copied]").hidden = false;
    } catch {
      from.focus();
    }
  });
}
