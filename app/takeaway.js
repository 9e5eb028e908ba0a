// A group of buttons; a file comes with the next message and is saved from memory, without an address.
// Every word is set as text, never as markup.

function build(root, data, ask) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = data.label;
  summary.setAttribute("aria-label", `${data.label}: ${data.caption}`); // many groups stand on one page
  const list = document.createElement("ul");
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  for (const option of data.options) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = option.words;
    button.addEventListener("click", () => {
      told.textContent = `Preparing: ${option.words}`;
      ask(option.name);
    });
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  details.append(summary, list, told);
  root.replaceChildren(details);
}

function save(file) {
  const bytes = Uint8Array.from(atob(file.content), (sign) => sign.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".nw-take");
  root.ask = (name) => setTriggerValue("wanted", name);
  const offered = JSON.stringify([data.caption, data.options]); // on another page another group stands here
  if (root.dataset.offered !== offered) {
    build(root, data, (name) => root.ask(name));
    root.dataset.offered = offered;
  }
  if (data.file && root.dataset.saved !== String(data.file.number)) {
    root.dataset.saved = String(data.file.number);
    if (data.file.content) save(data.file);
    root.querySelector("[role=status]").textContent = data.file.lacks || `Saved: ${data.file.name}`;
  }
}
