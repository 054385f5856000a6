// The draft of a category: selected products and photos, kept in local storage.

import { announce, icon, make } from "./dom.js";
import { notify } from "./frame.js";
import { act, shrunk, tile } from "./dropzone.js";
import { count, say } from "./words.js";

const key = "draft";
const maximum = 100;

/** The examples selected for a new category, and its name. */
export class Draft {
  constructor(list) {
    this.list = list;
    const kept = read(key) ?? {};
    this.items = kept.items ?? [];
    this.name = kept.name ?? "";
    this.show();
  }

  /** The examples in the form of the service's requests. */
  get examples() {
    return this.items.map((item) => (item.photo ? { id: item.id, image: item.photo } : { product: item.id }));
  }

  add(item) {
    if (this.items.some((other) => other.id === item.id)) return;
    if (this.items.length >= maximum) { notify(say("categories.most", { count: count(maximum) }), { bad: true }); return; }
    this.items.push({ id: item.id, title: item.title, photo: item.photo });
    this.changed();
    announce(say("categories.added", { title: item.title, count: count(this.items.length) }));
  }

  async addPhotos(files) {
    for (const file of files) {
      try {
        this.add({ id: this.freeName(file.name), title: file.name, photo: await shrunk(file) });
      } catch {
        notify(say("categories.badPhoto", { name: file.name.slice(0, 60) }), { bad: true });
      }
    }
  }

  freeName(name) {
    const plain = name.replace(/[\u0000-\u001f\u007f]/g, " ").slice(0, 60) || "photo";
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? plain : `${plain} (${number})`;
      if (!this.items.some((item) => item.id === id)) return id;
    }
  }

  remove(id) {
    this.items = this.items.filter((item) => item.id !== id);
    this.changed();
  }

  rename(name) {
    this.name = name;
    this.save();
  }

  clear() {
    this.items = [];
    this.name = "";
    this.changed();
  }

  /** Stores the photos of a category in this browser; the service keeps their embeddings only. */
  keepPhotos(name) {
    const photos = Object.fromEntries(this.items.filter((item) => item.photo).map((item) => [item.id, item.photo]));
    if (Object.keys(photos).length) write(`photos/${name}`, photos);
  }

  /** The photos of a category that were stored in this browser. */
  photosOf(name) { return read(`photos/${name}`) ?? {}; }

  changed() {
    this.save();
    this.show();
  }

  save() { write(key, { name: this.name, items: this.items }); }

  show() {
    const hint = make("li", { class: "hint small quiet" }, icon("plus"), make("span", {}, say("categories.dropHere")));
    this.list.replaceChildren(...this.items.map((item) => tile({
      ...item, source: "draft", picture: item.photo && photo(item.photo),
      actions: [act("close", say("categories.remove", { title: item.title }), () => this.remove(item.id))],
    })), ...(this.items.length < 5 ? [hint] : []));
  }
}

/** An object URL of a photo in base64. */
export function photo(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
}

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

function write(name, value) {
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { notify(say("categories.notKept"), { bad: true }); }
}
