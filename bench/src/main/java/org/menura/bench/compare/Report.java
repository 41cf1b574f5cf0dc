package org.menura.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The part of a document between two marks that a comparison writes; what people wrote around it stays. */
final class Report {
    static final String BEGIN = "<!-- results -->";
    static final String END = "<!-- /results -->";

    private Report() {}

    /** All that was measured and what with. */
    static String text(
            Table table, List<String> versions, List<String> absent, Map<String, String> failures, int threads) {
        StringBuilder out = new StringBuilder();
        out.append("Measured on %s: %s%n".formatted(LocalDate.now(), Machine.describe(threads)));
        if (!versions.isEmpty()) {
            out.append("Beside it: ").append(String.join("; ", versions)).append(".\n");
        }
        if (!absent.isEmpty()) {
            out.append("Not measured: ").append(String.join(", ", absent)).append(".\n");
        }
        out.append("Medians, in brackets the least and the greatest; a ratio above 1 is in Menura's favour.\n\n");
        out.append(table.markdown());
        if (!failures.isEmpty()) {
            out.append("\nFailed:\n\n");
            failures.forEach((what, why) ->
                    out.append("- %s: %s%n".formatted(what, why.strip().replace('\n', ' '))));
        }
        return out.toString();
    }

    /**
     * A document with its part between the marks replaced.
     *
     * @throws IllegalArgumentException if it has no marks
     */
    static String replaced(String document, String results) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "there must be a place for results, between %s and %s".formatted(BEGIN, END));
        }
        return document.substring(0, begin + BEGIN.length()) + "\n" + results.strip() + "\n" + document.substring(end);
    }

    /** Writes the results and their plots into a document and beside it. */
    static void write(Path document, String results, List<Table.Line> lines) throws IOException {
        StringBuilder all = new StringBuilder(results);
        String base = document.getFileName().toString().replaceFirst("\\.md$", "");
        if (Plots.ratios(lines, document.resolveSibling(base + "-ratios.svg"))) {
            all.append("\n![Menura beside its peers](%s-ratios.svg)%n".formatted(base));
        }
        if (Plots.crossover(lines, document.resolveSibling(base + "-crossover.svg"))) {
            all.append("\n![Prompts of growing length](%s-crossover.svg)%n".formatted(base));
        }
        Files.writeString(document, replaced(Files.readString(document), all.toString()));
    }
}
