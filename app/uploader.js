// Streamlit calls the place for a file a mere presentation and names it all the same; it is a group with a name.
export default function () {
  const mend = () => {
    for (const place of document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]"))
      place.setAttribute("role", "group");
  };
  mend();
  const drawn = new MutationObserver(mend);
  drawn.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["role"] });
  return () => drawn.disconnect();
}
