/** Millimetres and points: PDF counts in 1/72 inch from the lower left corner. */
const page = { width: 595, height: 842 };

/** A black bar on the first page: where its ink must be seen. Points from the page's upper left corner. */
export const pdfBar = { left: 72, top: 200, width: 300, height: 60, page } as const;

export const pdfWords = { latin: "Radiology letter", chinese: "影像诊断报告", second: "Second page" } as const;

const hex = (text: string) =>
  [...text].map((character) => (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")).join("");

/**
 * A small PDF written by hand: two pages, a Latin text in a standard font, a Chinese one in a font that is not inside (Adobe-GB1 by
 * UniGB-UCS2-H), a black bar, and a script that would run on opening if anybody ran it.
 */
export function buildTestPdf(): Uint8Array {
  const first = [
    `BT /F1 24 Tf 72 760 Td (${pdfWords.latin}) Tj ET`,
    `BT /F2 24 Tf 72 710 Td <${hex(pdfWords.chinese)}> Tj ET`,
    `0 0 0 rg ${pdfBar.left} ${page.height - pdfBar.top - pdfBar.height} ${pdfBar.width} ${pdfBar.height} re f`,
  ].join("\n");
  const second = `BT /F1 18 Tf 72 760 Td (${pdfWords.second}) Tj ET`;
  const pageOf = (content: number) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] /Contents ${content} 0 R /Resources << /Font << /F1 7 0 R /F2 8 0 R >> >> >>`;
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert('run'); this.closeDoc();) >> >>",
    "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
    pageOf(5),
    pageOf(6),
    stream(first),
    stream(second),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H /DescendantFonts [9 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 10 0 R /DW 1000 >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
  ]);
}

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/** Objects 1, 2 ... with the table of where each starts (ISO 32000-1 7.5). */
function assemble(objects: readonly string[]): Uint8Array {
  let text = "%PDF-1.7\n";
  const starts = objects.map((object, at) => {
    const start = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = text.length;
  const entries = starts.map((start) => `${String(start).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
