/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report_page.h"

/* The colours. Each text has a contrast of 4.5 and more on every ground it stands on. */
#define LIGHT                                                         \
	"--text:#1c1e26;--quiet:#565b6b;--back:#fff;--panel:#f3f4f8;" \
	"--line:#d4d7e0;--link:#23508f;--good:#17683d;--bad:#a32020;" \
	"--mark:#8a3200;--mark-back:#fdf0e4"
#define DARK                                                             \
	"--text:#e6e7ec;--quiet:#a6abba;--back:#14161c;--panel:#1f222b;" \
	"--line:#3a3f4c;--link:#8db8f2;--good:#74d69f;--bad:#ff9b93;"    \
	"--mark:#ffb782;--mark-back:#3a2413"
#define PAPER                                                \
	"--text:#000;--quiet:#333;--back:#fff;--panel:#fff;" \
	"--line:#999;--link:#000;--good:#000;--bad:#000;"    \
	"--mark:#000;--mark-back:#fff"

const char xnb_report_style[] =
    ":root{color-scheme:light dark;" LIGHT "}\n"
    "@media (prefers-color-scheme:dark){:root{" DARK "}}\n"
    "*{box-sizing:border-box}\n"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n"
    "body{margin:0 auto;max-width:58rem;padding:1rem 1rem 3rem;"
    "background:var(--back);color:var(--text);font:1rem/1.5 system-ui,"
    "-apple-system,\"Segoe UI\",\"Liberation Sans\",Arial,sans-serif;"
    "overflow-wrap:anywhere}\n"
    "h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0}\n"
    "h2{font-size:1.25rem;margin:2.2rem 0 .6rem;padding-bottom:.2rem;"
    "border-bottom:1px solid var(--line)}\n"
    "h3{font-size:1.05rem;margin:1.6rem 0 .4rem}\n"
    "p,ul{max-width:44rem}\n"
    "a{color:var(--link)}\n"
    ":focus-visible{outline:3px solid var(--link);outline-offset:2px}\n"
    "main:focus{outline:none}\n"
    ".skip{position:absolute;left:1rem;top:-4rem;padding:.5rem .8rem;"
    "background:var(--back)}\n"
    ".skip:focus{top:.5rem}\n"
    ".quiet{color:var(--quiet)}\n"
    ".good{color:var(--good)}\n"
    ".bad{color:var(--bad);font-weight:600}\n"
    ".mark{background:var(--mark-back);color:var(--mark);max-width:44rem;"
    "border-left:.3rem solid;padding:.5rem .8rem}\n"
    ".badge{display:inline-block;font-size:.8rem;font-weight:600;padding:0 .5rem;"
    "border:1px solid;border-radius:1rem;vertical-align:middle}\n"
    ".real{color:var(--good)}\n"
    ".unreal{color:var(--mark)}\n"
    ".answer{background:var(--panel);border-radius:.5rem;padding:.2rem 1rem}\n"
    ".lead{font-size:1.1rem}\n"
    "nav ul{columns:14rem;padding-left:1.2rem}\n"
    "summary{cursor:pointer;padding:.3rem 0}\n"
    "pre{background:var(--panel);padding:.6rem .8rem;border-radius:.3rem;"
    "white-space:pre-wrap}\n"
    /* Tables. Wide ones scroll in a box of their own, the page never does. */
    ".scroll{overflow-x:auto;margin:.8rem 0}\n"
    "table{border-collapse:collapse;font-size:.9rem;overflow-wrap:normal}\n"
    "caption{text-align:left;color:var(--quiet);padding-bottom:.3rem;"
    "max-width:min(44rem,calc(100vw - 2rem))}\n"
    "th,td{padding:.2rem .7rem .2rem 0;text-align:left;vertical-align:top;"
    "border-bottom:1px solid var(--line)}\n"
    "td{overflow-wrap:break-word}\n"
    "td:last-child{min-width:8rem}\n"
    "th[scope=row],td.claim,td.why{white-space:nowrap}\n"
    ".words th[scope=row],.words td{white-space:normal}\n"
    "td.text{min-width:11rem}\n"
    "td details p{margin:.2rem 0}\n"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}\n"
    "td.n:last-child{min-width:0}\n"
    /* Figures are drawn for white paper, and keep it on a dark screen. */
    "figure{margin:1rem 0 1.6rem;max-width:44rem}\n"
    "figure svg{display:block;width:100%;height:auto;background:#fff;"
    "border:1px solid var(--line);border-radius:.3rem}\n"
    ".column svg{max-width:30rem}\n"
    ".page svg{min-width:40rem}\n"
    "figure svg text,figure svg g{font-family:\"Liberation Sans\",Arimo,Arial,"
    "Helvetica,sans-serif}\n"
    "figcaption p{font-size:.9rem;margin:.4rem 0}\n"
    /* On paper: black on white, nothing folded or cut off, links say where they go, and
     * no number is broken. */
    "@page{margin:1.5cm}\n"
    "@media print{:root{color-scheme:light;" PAPER "}\n"
    "html{font-size:10pt}\n"
    "body{max-width:none;padding:0}\n"
    "nav,.skip{display:none}\n"
    "details::details-content{content-visibility:visible}\n"
    "summary{list-style:none;font-weight:600}\n"
    "td summary,td details p{margin:0;padding:0}\n"
    ".answer{border:1px solid}\n"
    ".scroll{overflow:visible}\n"
    "table{font-size:7pt}\n"
    "th,td{padding-right:.5rem}\n"
    "th,td,th[scope=row],td.claim,td.why{white-space:normal;min-width:0}\n"
    "caption{max-width:none}\n"
    "figure,tr,caption,.answer,.mark{break-inside:avoid}\n"
    "h2,h3,summary,caption,thead{break-after:avoid}\n"
    ".page svg{min-width:0}\n"
    ".column svg{max-width:8.46cm}\n"
    "a[href]:not([href^=\"#\"]):not([href^=\"data:\"])::after{"
    "content:\" (\" attr(href) \")\"}}\n";
