// Debian's firefox-esr over its own Marionette port: enough to open a page and read what it says.
//
// Playwright drives a Firefox of its own and Debian has no geckodriver. Scripts of pages, SVG and web fonts are off, as in
// the safest mode of Tor Browser; Marionette's own scripts run all the same.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFERENCES = {
  "javascript.enabled": false,
  "svg.disabled": true,
  "gfx.downloadable_fonts.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Firefox {
  #process; #profile; #socket; #buffer = Buffer.alloc(0); #waiting = new Map(); #last = 0;

  static async start(program, { width, height }) {
    const firefox = new Firefox();
    const port = await freePort();
    firefox.#profile = await mkdtemp(join(tmpdir(), "rollcall-firefox-"));
    const lines = Object.entries({ ...PREFERENCES, "marionette.port": port }).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
    await writeFile(join(firefox.#profile, "user.js"), lines.join(""));
    firefox.#process = spawn(program, ["--headless", "--marionette", "--no-remote", "--profile", firefox.#profile, `--width=${width}`, `--height=${height}`, "about:blank"], {
      stdio: "ignore",
      env: { ...process.env, HOME: firefox.#profile, MOZ_HEADLESS_WIDTH: String(width), MOZ_HEADLESS_HEIGHT: String(height) },
    });
    await firefox.#connect(port);
    await firefox.#send("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
    await firefox.#send("WebDriver:SetWindowRect", { width, height });
    return firefox;
  }

  /** Waits until the browser listens and has said hello. */
  async #connect(port) {
    for (let tries = 0; tries < 300; tries += 1) {
      const socket = connect(port, "127.0.0.1");
      const open = await new Promise((done) => socket.once("connect", () => done(true)).once("error", () => done(false)));
      if (open) {
        this.#socket = socket;
        const hello = new Promise((done) => this.#waiting.set("hello", { done, fail: done }));
        socket.on("data", (bytes) => this.#receive(bytes));
        await hello;
        return;
      }
      await pause(200);
    }
    throw new Error("firefox did not open its port in a minute");
  }

  /** Messages are `LENGTH:JSON`. */
  #receive(bytes) {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (;;) {
      const colon = this.#buffer.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#buffer.subarray(0, colon).toString());
      if (this.#buffer.length < end) return;
      const message = JSON.parse(this.#buffer.subarray(colon + 1, end).toString());
      this.#buffer = this.#buffer.subarray(end);
      if (!Array.isArray(message)) {
        this.#waiting.get("hello")?.done(message);
        continue;
      }
      const [, id, error, value] = message;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.fail(new Error(`${error.error}: ${error.message}`));
      else waiting?.done(value);
    }
  }

  #send(command, parameters) {
    this.#last += 1;
    const text = JSON.stringify([0, this.#last, command, parameters]);
    const answer = new Promise((done, fail) => this.#waiting.set(this.#last, { done, fail }));
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return answer;
  }

  async open(url) {
    await this.#send("WebDriver:Navigate", { url });
  }

  async text() {
    const { value } = await this.#send("WebDriver:ExecuteScript", { script: "return document.body.innerText;", args: [] });
    return value;
  }

  async stop() {
    this.#socket?.destroy();
    const ended = new Promise((done) => this.#process.once("exit", done));
    this.#process.kill();
    await Promise.race([ended, pause(5000)]);
    await rm(this.#profile, { recursive: true, force: true });
  }
}
