// page.cjs URL TOKEN PICTURES: looks at the page as a person does, and fails on the first difference.
"use strict";
const assert = require("assert");
const { chromium } = require("playwright-core");
const [url, token, pictures] = process.argv.slice(2);

async function main() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const complaints = [];
  const open = async (options) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(url)) complaints.push("a request to " + request.url());
    });
    const answer = await page.goto(url + "/");
    const policy = answer.headers()["content-security-policy"] || "";
    assert(policy.startsWith("default-src 'none'"), "no strict policy");
    await page.waitForFunction(() => document.querySelectorAll("#peer-table tbody td").length > 5, null, { timeout: 60000 });
    return page;
  };
  const shoot = async (page, name) => {
    if (pictures) await page.screenshot({ path: pictures + "/" + name, fullPage: true });
  };

  const page = await open({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  const text = await page.textContent("main");
  for (const part of ["→ out", "eth/68", "Plugins and their services", "127.0.0.1", "<img src=x onerror=alert(1)>"]) {
    assert(text.includes(part), "the page does not show " + part);
  }
  assert.strictEqual(await page.locator("#charts canvas").count(), 6);
  assert((await page.locator("#graph g").count()) > 5, "no graph");
  assert((await page.locator("#log-lines li").count()) > 3, "no log");
  await page.waitForTimeout(3000);
  const drawn = await page.evaluate(() => [...document.querySelectorAll("canvas")].every((canvas) =>
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte)));
  assert(drawn, "an empty plot");
  assert.strictEqual(await page.locator("img").count(), 0, "markup from a peer");
  await shoot(page, "web-light.png");

  // The keyboard alone: the first stop leads to the peers, and a column is sorted by its button.
  await page.keyboard.press("Tab");
  assert.strictEqual(await page.evaluate(() => document.activeElement.className), "skip");
  await page.locator("#peer-table th button", { hasText: "Latency" }).focus();
  await page.keyboard.press("Enter");
  assert((await page.textContent("#peer-table thead")).includes("Latency ▾"), "not sorted by keyboard");
  await page.evaluate(() => document.activeElement.blur());
  await page.locator(".span[data-span=hour]").press("Space");
  assert.strictEqual(await page.getAttribute(".span[data-span=hour]", "aria-pressed"), "true");

  // A wrong token is refused; the right one disconnects the peer.
  await page.fill("#token", "wrong");
  await page.locator("#peer-table button", { hasText: "disconnect" }).first().click();
  await page.waitForFunction(() => document.querySelector("#result").textContent.includes("web-token"));
  complaints.length = 0; // the browser tells of status 401
  await page.fill("#token", token);
  await page.locator("#peer-table button", { hasText: "disconnect" }).first().click();
  await page.waitForFunction(() => document.querySelector("#result").textContent.includes("done"));

  const dark = await open({ viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
  await dark.waitForTimeout(2000);
  await shoot(dark, "web-dark.png");
  const phone = await open({ viewport: { width: 360, height: 740 }, isMobile: true, colorScheme: "light" });
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= 360, "the page is " + wide + " pixels wide on a phone of 360");
  await phone.waitForTimeout(1500);
  await shoot(phone, "web-phone.png");

  assert.deepStrictEqual(complaints, []);
  await browser.close();
  console.log("the page shows what it should");
}
main().catch((error) => { console.error(error); process.exit(1); });
