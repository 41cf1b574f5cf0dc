package org.menura.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The part of a document between two marks that a comparison writes; what people wrote around it stays. */
final class Report {
    /** The parts: running models of language, teaching them, and models of sound and pictures. */
    static final String RESULTS = "results";

    static final String TRAINING = "training";
    static final String MEDIA = "media";

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
     * A document with its part between two marks replaced: {@code <!-- PART -->} and {@code <!-- /PART -->}.
     *
     * @throws IllegalArgumentException if it has no marks
     */
    static String replaced(String document, String part, String results) {
        String first = "<!-- %s -->".formatted(part);
        String last = "<!-- /%s -->".formatted(part);
        int begin = document.indexOf(first);
        int end = document.indexOf(last);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "there must be a place for results, between %s and %s".formatted(first, last));
        }
        return document.substring(0, begin + first.length()) + "\n" + results.strip() + "\n" + document.substring(end);
    }

    /** Writes the results and their plots into a document and beside it. */
    static void write(Path document, String part, String results, List<Table.Line> lines) throws IOException {
        StringBuilder all = new StringBuilder(results);
        String base = document.getFileName().toString().replaceFirst("\\.md$", "");
        String ratios = base + (part.equals(RESULTS) ? "" : "-" + part) + "-ratios.svg";
        if (Plots.ratios(lines, document.resolveSibling(ratios))) {
            all.append("\n![Menura beside its peers](%s)%n".formatted(ratios));
        }
        if (Plots.crossover(lines, document.resolveSibling(base + "-crossover.svg"))) {
            all.append("\n![Prompts of growing length](%s-crossover.svg)%n".formatted(base));
        }
        Files.writeString(document, replaced(Files.readString(document), part, all.toString()));
    }
}
