package org.menura.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** What the measurements were made on, as far as Linux tells. */
    private static final class Machine {
        /** What decides how fast a product can be. */
        private static final List<String> INSTRUCTIONS = List.of(
                "avx2",
                "fma",
                "avx512f",
                "avx512_vnni",
                "avx_vnni",
                "avx512_bf16",
                "amx_bf16",
                "amx_int8",
                "asimd",
                "sve");

        private Machine() {}

        /** A sentence. */
        static String describe(int threads) {
            String cpu = read("/proc/cpuinfo");
            Set<String> flags = Stream.of(
                            first(cpu, "(?:flags|Features)\\s*: (.*)").split(" "))
                    .collect(Collectors.toSet());
            String instructions = INSTRUCTIONS.stream().filter(flags::contains).collect(Collectors.joining(", "));
            String memory = first(read("/proc/meminfo"), "MemTotal: *([0-9]+) kB");
            return String.format(
                    Locale.ROOT,
                    "%s, %d processors of which %d compute (%s), %s GiB of memory; %s %s, %s %s.",
                    first(cpu, "model name\\s*: (.*)"),
                    Runtime.getRuntime().availableProcessors(),
                    threads,
                    instructions,
                    memory.isEmpty() ? "?" : Long.toString(Math.round(Long.parseLong(memory) / 1048576.0)),
                    System.getProperty("os.name"),
                    System.getProperty("os.version"),
                    System.getProperty("java.vm.name"),
                    System.getProperty("java.vm.version"));
        }

        private static String read(String file) {
            try {
                return Files.readString(Path.of(file));
            } catch (IOException e) {
                return "";
            }
        }

        private static String first(String text, String pattern) {
            Matcher m = Pattern.compile(pattern).matcher(text);
            return m.find() ? m.group(1) : "";
        }
    }
}
