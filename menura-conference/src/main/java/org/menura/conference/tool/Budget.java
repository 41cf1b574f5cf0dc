package org.menura.conference.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Writes the budget as a spreadsheet whose sums are formulas. */
final class Budget {
    private static final LocalDateTime STAMP = LocalDateTime.of(2027, 1, 1, 0, 0); // equal runs give equal bytes
    private static final String[] HEAD = {"Booking", "Kind", "Of", "Detail", "EUR", "kg CO2e"};

    private Budget() {}

    static void write(Catalog catalog, List<Map<String, String>> active, Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Workbook book = new Workbook(bytes, "Menura", "1.0");
        Worksheet sheet = book.newWorksheet("Budget");
        for (int c = 0; c < HEAD.length; c++) {
            sheet.value(0, c, HEAD[c]);
            sheet.style(0, c).bold().set();
        }
        int row = 1;
        for (Map<String, String> b : active) {
            sheet.value(row, 0, b.get("id"));
            sheet.value(row, 1, b.get("kind"));
            sheet.value(row, 2, b.get("subject"));
            sheet.value(row, 3, b.get("detail"));
            sheet.value(row, 4, Integer.parseInt(b.getOrDefault("eur", "0")));
            sheet.value(row, 5, Integer.parseInt(b.getOrDefault("kg", "0")));
            row++;
        }
        int euro = catalog.numbers("Money").getFirst();
        int kg = catalog.numbers("Emissions").getFirst();
        line(sheet, row, "Total", "SUM(E2:E%d)".formatted(row), "SUM(F2:F%d)".formatted(row));
        sheet.value(row + 1, 0, "Cap");
        sheet.value(row + 1, 4, euro);
        sheet.value(row + 1, 5, kg);
        line(sheet, row + 2, "Left", "E%d-E%d".formatted(row + 2, row + 1), "F%d-F%d".formatted(row + 2, row + 1));
        sheet.value(row + 3, 0, "Reference");
        sheet.value(row + 3, 3, catalog.brief("Reference"));
        book.finish();
        Out.write(file, withoutTimes(bytes.toByteArray(), file.resolveSibling("budget.tmp")));
    }

    private static void line(Worksheet sheet, int row, String name, String euro, String kg) {
        sheet.value(row, 0, name);
        sheet.formula(row, 4, euro);
        sheet.formula(row, 5, kg);
    }

    /** Packs a workbook anew without the time of its making. */
    private static byte[] withoutTimes(byte[] book, Path beside) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Files.write(beside, book);
        try (ZipFile in = new ZipFile(beside.toFile());
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry e : in.stream().toList()) {
                byte[] content;
                try (InputStream bytes = in.getInputStream(e)) {
                    content = bytes.readAllBytes();
                }
                if (e.getName().endsWith("core.xml")) {
                    content = new String(content, StandardCharsets.UTF_8)
                            .replaceAll(">[0-9]{4}-[0-9]{2}-[0-9]{2}T[^<]*<", ">2027-01-01T00:00:00Z<")
                            .getBytes(StandardCharsets.UTF_8);
                }
                ZipEntry entry = new ZipEntry(e.getName());
                entry.setTimeLocal(STAMP);
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        } finally {
            Files.deleteIfExists(beside);
        }
        return out.toByteArray();
    }
}
