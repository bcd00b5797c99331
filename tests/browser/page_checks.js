// SPDX-License-Identifier: GPL-2.0-or-later
// What a page has to be for people on a phone, with a keyboard or a screen reader. Runs at
// the end of a copy of the page, in a frame, and tells the frame's parent what it finds.
"use strict";
(() => {
	const LEAST_CONTRAST = 4.5; // WCAG 2.2, 1.4.3
	const found = [];
	const counts = {};
	const all = (selector) => [...document.querySelectorAll(selector)];
	const text = (element) => (element ? element.textContent.trim() : "");
	const brief = (element) =>
		`<${element.tagName.toLowerCase()}> ${text(element).slice(0, 40)}`;
	const expect = (holds, what) => {
		if (!holds) found.push(what);
	};
	const shown = (element) => element.checkVisibility();

	function document_itself() {
		expect(document.documentElement.lang === "en", "no language");
		expect(document.title.length > 10, "no title");
		expect(all("h1").length === 1, "not one h1");
		for (const name of ["main", "body > header", "body > footer"])
			expect(all(name).length === 1, `not one ${name}`);
		expect(all("nav[aria-label]").length === 1, "no nav with a name");
		const skip = document.querySelector("a[href]");
		expect(skip.hash === "#main", "the first link does not skip to <main>");
	}

	function headings() {
		let last = 0;
		for (const heading of all("h1,h2,h3,h4,h5,h6")) {
			const level = Number(heading.tagName[1]);
			expect(level <= last + 1, `heading leaves out a level: ${brief(heading)}`);
			expect(text(heading), "empty heading");
			last = level;
		}
		counts.headings = all("h1,h2,h3").length;
	}

	function answer_first() {
		const lead = document.querySelector("main p");
		expect(lead.className === "lead" && text(lead).length > 40,
			"<main> does not begin with the answer");
		expect(/Scope: /.test(text(lead)), "the answer does not say its scope");
		const top = lead.getBoundingClientRect().top;
		expect(top < 600, `the answer begins ${Math.round(top)} px down`);
	}

	function ids_and_references() {
		const seen = new Set();
		for (const element of all("[id]")) {
			expect(!seen.has(element.id), `id twice: ${element.id}`);
			seen.add(element.id);
		}
		for (const link of all('a[href^="#"]'))
			expect(seen.has(link.getAttribute("href").slice(1)),
				`link leads nowhere: ${link.getAttribute("href")}`);
		for (const name of ["aria-labelledby", "aria-describedby"])
			for (const element of all(`[${name}]`)) {
				const other = document.getElementById(element.getAttribute(name));
				expect(text(other), `${name} of ${brief(element)} says nothing`);
			}
		for (const link of all("a")) expect(text(link), "a link without a text");
	}

	function pictures() {
		for (const svg of all("svg")) {
			expect(svg.getAttribute("role") === "img", "svg without role=img");
			expect(svg.getAttribute("aria-label"), "svg without a name");
			expect(svg.getAttribute("aria-describedby"), "svg without a caption");
			expect(getComputedStyle(svg).backgroundColor === "rgb(255, 255, 255)",
				"svg without its white ground");
			expect(svg.closest("figure").querySelector("figcaption"),
				"figure without a caption");
		}
		for (const img of all("img")) expect(img.alt, "img without alt");
		counts.pictures = all("svg").length;
	}

	function tables() {
		const names = new Set();
		for (const table of all("table")) {
			expect(text(table.caption), "table without a caption");
			for (const cell of table.querySelectorAll("th"))
				expect(["row", "col"].includes(cell.scope),
					`th without scope: ${brief(cell)}`);
			expect(table.querySelector("th"), "table without a head");
			expect(table.closest('[role="region"][tabindex="0"]'),
				`table outside of a region: ${text(table.caption)}`);
		}
		for (const region of all('[role="region"]')) {
			const name = region.getAttribute("aria-label");
			expect(name, "region without a name");
			expect(!names.has(name), `two regions are named ${name}`);
			names.add(name);
		}
		counts.tables = all("table").length;
	}

	function width() {
		const page = document.documentElement;
		expect(page.scrollWidth <= page.clientWidth,
			`the page is ${page.scrollWidth} px wide on ${page.clientWidth}`);
		for (const element of all("body *")) {
			if (!shown(element) || element.closest(".scroll,.skip")) continue;
			const right = element.getBoundingClientRect().right;
			expect(right <= page.clientWidth + 1,
				`reaches to ${Math.round(right)} px: ${brief(element)}`);
		}
		for (const region of all(".scroll"))
			if (region.scrollWidth > region.clientWidth)
				expect(getComputedStyle(region).overflowX === "auto",
					"a wide region does not scroll");
	}

	// WCAG 2.2, relative luminance and contrast ratio.
	function luminance(colour) {
		const [r, g, b] = colour.map((c) => {
			const part = c / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	}

	const parse = (css) => (css.match(/[\d.]+/g) || []).map(Number);

	function ground(element) {
		for (let at = element; at; at = at.parentElement) {
			const colour = parse(getComputedStyle(at).backgroundColor);
			if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
			if (colour[3] !== 0) found.push(`half a background: ${brief(at)}`);
		}
		return [255, 255, 255];
	}

	function contrast(element, colour) {
		const [a, b] = [luminance(parse(colour)), luminance(ground(element))];
		return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
	}

	function colours() {
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		counts.texts = 0;
		while (walker.nextNode()) {
			const element = walker.currentNode.parentElement;
			// What a letter of a drawing stands on cannot be asked for.
			if (!walker.currentNode.data.trim() || element.closest("script,svg"))
				continue;
			const colour = getComputedStyle(element).color;
			const ratio = contrast(element, colour);
			expect(ratio >= LEAST_CONTRAST,
				`contrast ${ratio.toFixed(2)} of ${colour}: ${brief(element)}`);
			counts.texts++;
		}
		for (const link of all("main p a"))
			expect(getComputedStyle(link).textDecorationLine === "underline",
				"a link is told by its colour alone");
	}

	// Of those that can be reached, each has a ring when it is.
	function focus() {
		for (const element of all('a[href],summary,[tabindex="0"]')) {
			if (!shown(element)) continue;
			element.focus({ preventScroll: true });
			const style = getComputedStyle(element);
			expect(document.activeElement === element, `no focus: ${brief(element)}`);
			expect(style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
				`focus cannot be seen: ${brief(element)}`);
		}
		const skip = document.querySelector(".skip");
		expect(skip.getBoundingClientRect().bottom < 0, "the skip link is in the way");
		document.activeElement.blur();
	}

	// The copy has no policy that would keep anything from being asked for.
	function requests() {
		for (const entry of performance.getEntriesByType("resource"))
			found.push(`asks for ${entry.name}`);
		expect(!document.querySelector("script:not(#checks),link,iframe,object,embed"),
			"something that is no part of a page by itself");
		for (const link of all("a[href]"))
			expect(!/^(https?:|\/\/|file:|javascript:)/i.test(link.getAttribute("href")),
				`link to elsewhere: ${link.getAttribute("href")}`);
	}

	const checks = [document_itself, headings, answer_first, ids_and_references, pictures,
		tables, width, colours, focus, requests];
	for (const check of checks) {
		try {
			check();
		} catch (error) {
			found.push(`${check.name}: ${error}`);
		}
	}
	const dark = matchMedia("(prefers-color-scheme: dark)").matches;
	parent.postMessage({
		about: `${document.title} at ${innerWidth} px, ${dark ? "dark" : "light"}`,
		dark,
		ground: luminance(ground(document.body)),
		counts,
		found: [...new Set(found)],
	}, "*");
})();
