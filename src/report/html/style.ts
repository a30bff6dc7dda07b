import { DARK, LIGHT, MARK_STYLE } from '../figures/figure.ts';

const PAGE = `
:root{${LIGHT};--ground:#f5f7f9;--serious:#b3261e;--caution:#8f5a00;--note:#47566a;--fine:#1b6f4a;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{${DARK};--ground:#0e1217;--serious:#ff8a80;--caution:#f0b95a;--note:#a3afbd;--fine:#6fcf97}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
main,header,footer{max-width:1240px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:26px;line-height:1.2;margin:0 0 4px}
h2{font-size:19px;margin:0 0 4px}
h3{font-size:15px;margin:0 0 6px}
figure+h3{margin-top:22px}
p{margin:0 0 10px;max-width:78ch}
.lede,.reading,footer,.soft{color:var(--soft)}
.reading{font-size:13.5px;margin:0 0 10px}
a{color:var(--main)}
code{font:13px/1.4 ui-monospace,"DejaVu Sans Mono",monospace;background:var(--ground);border:1px solid var(--line);border-radius:4px;padding:0 5px}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;padding:12px 0 4px;font-size:14px}
section,.card{background:var(--page);border:1px solid var(--line);border-radius:10px;padding:20px 22px;margin:16px 0}
figure{margin:14px 0 0}
figcaption h3{margin-bottom:2px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:8px 32px;align-items:start}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:10px 0 0;font-size:14px}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:10px;margin:12px 0 16px}
.tile{border:1px solid var(--line);border-radius:8px;padding:10px 12px}
.tile .name{color:var(--soft);font-size:13px}.tile .value{font-size:22px;font-weight:600;line-height:1.25;font-variant-numeric:tabular-nums}
.tile .value.withheld{font-size:15px;font-weight:400;color:var(--soft)}.tile .basis{color:var(--soft);font-size:12px}
.scroll{overflow-x:auto;margin:8px 0}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:6px 0;caption-side:top}
th,td{padding:5px 8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:normal}
td.n,th.n{text-align:right;white-space:nowrap}td.w,th.w{white-space:nowrap}td.v{min-width:16em}
caption span{display:inline-block;position:sticky;left:0;max-width:calc(100vw - 64px)}tbody th,thead th:first-child{position:sticky;left:0;background:var(--page)}
thead th{color:var(--soft);font-weight:600;border-bottom:1px solid var(--axis);vertical-align:bottom}
tbody th{font-weight:500}
td.up{color:var(--good)}td.down{color:var(--bad)}
.verdict{border-left:6px solid var(--fine)}
.verdict.serious{border-left-color:var(--serious)}.verdict.caution{border-left-color:var(--caution)}
.verdict h2{font-size:21px}
.doubt{border-top:1px solid var(--line);padding:12px 0 4px;margin-top:10px}
.doubt h3{display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}
.doubt p{margin:0 0 6px}
.level{font-size:12px;font-weight:700;border:1.5px solid;border-radius:99px;padding:0 9px}
.level.serious{color:var(--serious)}.level.caution{color:var(--caution)}.level.note{color:var(--note)}
details{margin-top:12px}summary{cursor:pointer;color:var(--main)}details ul{margin:8px 0 0;padding-left:20px}
svg.fig{display:block;width:100%;height:auto}svg.narrow{display:none}
.zoom canvas{display:none;width:100%;touch-action:pan-y;cursor:crosshair;border-radius:4px}
.zoom.live canvas{display:block}.zoom.live .still{display:none}
.tools{display:none;gap:6px 8px;flex-wrap:wrap;align-items:center;margin-top:8px;font-size:13.5px}
.zoom.live + .tools{display:flex}
button{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--axis);border-radius:6px;padding:3px 11px;cursor:pointer;min-height:30px}
:focus-visible{outline:2px solid var(--main);outline-offset:2px}
.month td{text-align:right;white-space:nowrap}
footer{padding-bottom:40px;font-size:13.5px}
@media(max-width:640px){main,header,footer{padding-left:10px;padding-right:10px}section,.card{padding:14px 12px}h1{font-size:22px}
svg.wide{display:none}svg.narrow{display:block}.tiles{grid-template-columns:1fr 1fr}dl.facts{grid-template-columns:1fr}dl.facts dd{margin-bottom:6px}th,td{padding:5px 7px}}
@media print{:root{${LIGHT};--ground:#fff;--serious:#b3261e;--caution:#8f5a00;--note:#47566a;--fine:#1b6f4a}body{font-size:12px}nav,.tools{display:none!important}
section,.card{border:0;padding:8px 0;margin:8px 0}section.verdict{padding-left:14px}table{font-size:9.5px}th,td{padding:2px 4px}td.v{min-width:0}details::details-content{content-visibility:visible;block-size:auto}figure,.doubt,.tile,tr{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}
.zoom.live canvas{display:none}.zoom.live .still{display:block}}
`;

/** Rules of the page and of the figures in it. */
export const STYLE = `${PAGE}${MARK_STYLE}`;
