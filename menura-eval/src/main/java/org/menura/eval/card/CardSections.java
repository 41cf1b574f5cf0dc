package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.train.ledger.DataManifest;
import org.menura.train.ledger.FigureEntry;
import org.menura.train.ledger.LedgerReader;

/** The sections of a model card that are tables of ledgers. */
final class CardSections {
    private static final int SHORT = 12;
    private static final String COUNT = "n";

    private CardSections() {}

    /** How the model was made: recipe, data, program, and what it came to. */
    static void training(ModelCard card, LedgerReader run, StringBuilder out) throws IOException {
        out.append("\n## Training\n\n| | |\n|---|---:|\n");
        card.figures().all().values().stream()
                .filter(f -> f.entry().kind().equals(Figures.TRAIN))
                .forEach(f -> out.append("| %s | %s |%n"
                        .formatted(
                                cell(f.reference().substring(Figures.TRAIN.length() + 1)),
                                Numbers.shown(f.value(), "", ""))));
        out.append("\nData, as the run read it:\n\n| file | bytes | SHA-256 |\n|---|---:|---|\n");
        for (DataManifest.Entry file : run.data().files()) {
            out.append("| %s | %d | `%s` |%n".formatted(cell(file.path()), file.bytes(), file.sha256()));
        }
        out.append("\nThe recipe (`menura train` does it again, `menura ledger replay` checks it):\n\n```yaml\n")
                .append(run.recipe().strip().replace("```", "` ` `"))
                .append("\n```\n\nComputed by ");
        List<String> facts = new ArrayList<>();
        run.code().facts().forEach((name, value) -> facts.add("%s %s".formatted(name, value)));
        out.append(String.join(", ", facts)).append(".\n");
    }

    /** A table for each kind of measurement. */
    static void measured(ModelCard card, StringBuilder out) {
        SequencedMap<String, List<FigureEntry>> byKind = new LinkedHashMap<>();
        card.figures()
                .measured()
                .forEach(e ->
                        byKind.computeIfAbsent(e.kind(), _ -> new ArrayList<>()).add(e));
        if (byKind.isEmpty()) {
            out.append("\n## Evaluation\n\nNothing was measured.\n");
        }
        byKind.forEach((kind, entries) -> {
            out.append("\n## ")
                    .append(kind.equals("eval") ? "Evaluation" : "Evaluation: " + kind)
                    .append("\n\n| of | figure | value | n | data (SHA-256) |\n|---|---|---:|---:|---|\n");
            entries.forEach(entry -> rows(entry, out));
            entries.stream()
                    .filter(e -> e.fact("limit") != null)
                    .findFirst()
                    .ifPresent(e -> out.append("\nOf %s only the first documents were asked (limit %s).%n"
                            .formatted(e.name(), e.fact("limit"))));
        });
    }

    private static void rows(FigureEntry entry, StringBuilder out) {
        TreeSet<String> hashes = new TreeSet<>();
        entry.facts().path("data").forEach(h -> hashes.add(h.asText()));
        Double n = entry.values().get(COUNT);
        boolean isFirst = true;
        for (Map.Entry<String, Double> value : entry.values().entrySet()) {
            if (value.getKey().equals(COUNT) || value.getKey().contains("_stderr,")) {
                continue;
            }
            Double error = entry.values().get(value.getKey().replaceFirst(",", "_stderr,"));
            out.append("| %s | %s | %s%s | %s | %s |%n"
                    .formatted(
                            isFirst ? cell(entry.name()) : "",
                            cell(value.getKey()),
                            Numbers.shown(value.getValue(), "", ""),
                            error == null ? "" : " ± " + Numbers.shown(error, "", ""),
                            n == null || !isFirst ? "" : Numbers.shown(n, "", ""),
                            isFirst && !hashes.isEmpty()
                                    ? "`%s…`".formatted(hashes.first().substring(0, SHORT))
                                    : ""));
            isFirst = false;
        }
    }

    /** Energy and emissions of training and of measuring, and how they were come by. */
    static void energy(Figures figures, StringBuilder out) {
        out.append("\n## Energy and emissions\n\n");
        if (figures.entries(Figures.ENERGY, null).isEmpty()) {
            out.append("Not measured: no ledger holds an entry of energy.\n");
            return;
        }
        out.append("| of | seconds | kWh | g CO₂ eq. |\n|---|---:|---:|---:|\n");
        for (String name : List.of("training", "evaluation")) {
            if (!figures.entries(Figures.ENERGY, name).isEmpty()) {
                out.append("| %s | %s | %s | %s |%n"
                        .formatted(
                                name,
                                figure(figures, name, "seconds", ".1"),
                                figure(figures, name, "kwh", ""),
                                figure(figures, name, "co2_g", "")));
            }
        }
        for (String name : List.of("training", "evaluation")) {
            List<FigureEntry> entries = figures.entries(Figures.ENERGY, name);
            if (!entries.isEmpty()) {
                how(name, entries.getLast(), out);
            }
        }
        String gap = gap(figures);
        if (gap != null) {
            out.append('\n').append(gap).append('\n');
        }
    }

    private static void how(String name, FigureEntry entry, StringBuilder out) {
        out.append("\nOf %s: processor: %s; memory: %s; grid: %s g CO₂ eq. per kWh (%s); on: %s.%n"
                .formatted(
                        name,
                        entry.fact("processor"),
                        entry.fact("memory"),
                        Numbers.shown(entry.values().getOrDefault("grid_g_per_kwh", Double.NaN), "", ""),
                        entry.fact("grid"),
                        entry.fact("hardware")));
    }

    private static String figure(Figures figures, String name, String metric, String form) {
        return figures.find("%s:%s/%s".formatted(Figures.ENERGY, name, metric))
                .map(f -> Numbers.shown(f.value(), form, ""))
                .orElse("");
    }

    /** Says what of a run nobody measured, as what was stopped by force leaves no entry. */
    private static @Nullable String gap(Figures figures) {
        Double steps = figures.find("train:steps").map(Figure::value).orElse(null);
        List<FigureEntry> entries = figures.entries(Figures.ENERGY, "training");
        if (steps == null || entries.isEmpty()) {
            return null;
        }
        boolean[] covered = new boolean[(int) Math.min(steps, 1 << 26)];
        for (FigureEntry entry : entries) {
            int from = entry.values().getOrDefault("from_step", 0.0).intValue();
            int to = entry.values().getOrDefault("to_step", 0.0).intValue();
            for (int s = Math.max(0, from); s < Math.min(to, covered.length); s++) {
                covered[s] = true;
            }
        }
        int missing = 0;
        for (boolean c : covered) {
            missing += c ? 0 : 1;
        }
        return missing == 0
                ? null
                : "Of %d of %d steps no energy was recorded, so the sum is too small."
                        .formatted(missing, covered.length);
    }

    static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    /** Whether a JSON value says something. */
    static boolean says(JsonNode value) {
        return value.isTextual() && !value.textValue().isBlank();
    }
}
