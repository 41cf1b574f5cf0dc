package org.menura.detect.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Figures of several scores by cell, as Markdown and as values for JSON. */
public final class FigureTable {
    private final List<String> names;
    private final SequencedMap<String, SequencedMap<String, DetectionFigures>> cells = new LinkedHashMap<>();

    private FigureTable(List<String> names) {
        this.names = names;
    }

    /** Computes the figures of all scores in every cell that has human and machine texts, and over all texts. */
    public static FigureTable of(ScoredTexts scored) {
        FigureTable table = new FigureTable(List.copyOf(scored.scores().keySet()));
        SequencedMap<String, List<Integer>> parts = new LinkedHashMap<>(LabelledTexts.cells(scored.texts()));
        if (parts.size() > 1) {
            parts.put("all", IntStream.range(0, scored.texts().size()).boxed().toList());
        }
        parts.forEach((cell, indices) -> {
            if (scored.hasBoth(indices)) {
                SequencedMap<String, DetectionFigures> row = new LinkedHashMap<>();
                for (String name : table.names) {
                    row.put(name, scored.figures(name, indices));
                }
                table.cells.put(cell, row);
            }
        });
        return table;
    }

    /** Computes the figures over all texts of several sets, a row for each; they have the same scores. */
    public static FigureTable overAll(Map<String, ScoredTexts> sets) {
        FigureTable table = new FigureTable(sets.values().stream()
                .findFirst()
                .map(s -> List.copyOf(s.scores().keySet()))
                .orElse(List.of()));
        sets.forEach((name, set) -> {
            List<Integer> all = IntStream.range(0, set.texts().size()).boxed().toList();
            SequencedMap<String, DetectionFigures> row = new LinkedHashMap<>();
            table.names.forEach(score -> row.put(score, set.figures(score, all)));
            table.cells.put(name, row);
        });
        return table;
    }

    /** Makes a table of figures that were computed elsewhere. */
    public static FigureTable of(List<String> names, Map<String, SequencedMap<String, DetectionFigures>> cells) {
        FigureTable table = new FigureTable(List.copyOf(names));
        table.cells.putAll(cells);
        return table;
    }

    /** Writes areas with their intervals: a row for each cell, a column for each score. */
    public String markdown() {
        StringBuilder out = new StringBuilder("| AUROC | n human + model |");
        names.forEach(name -> out.append(' ').append(name).append(" |"));
        out.append("\n|---|---|").append("---|".repeat(names.size())).append('\n');
        cells.forEach((cell, row) -> {
            DetectionFigures first = row.firstEntry().getValue();
            out.append("| %s | %d + %d |".formatted(cell, first.humans(), first.machines()));
            for (String name : names) {
                DetectionFigures f = row.get(name);
                out.append(
                        f == null
                                ? " – |"
                                : String.format(Locale.ROOT, " %.3f [%.3f, %.3f] |", f.auroc(), f.low(), f.high()));
            }
            out.append('\n');
        });
        return out.toString();
    }

    /** Writes how many texts of models one score finds at few false alarms. */
    public String found(String name) {
        StringBuilder out = new StringBuilder("| " + name
                + " | AUROC | found at 1 % false alarms | found at 5 % | partial AUROC to 10 % | average precision |\n|---|---|---|---|---|---|\n");
        cells.forEach((cell, row) -> {
            DetectionFigures f = row.get(name);
            if (f != null) {
                out.append(String.format(
                        Locale.ROOT,
                        "| %s | %.3f | %.3f | %.3f | %.3f | %.3f |%n",
                        cell,
                        f.auroc(),
                        f.truePositivesAt1(),
                        f.truePositivesAt5(),
                        f.partial(),
                        f.averagePrecision()));
            }
        });
        return out.toString();
    }

    /** Returns the figures by cell and score. */
    public Map<String, SequencedMap<String, DetectionFigures>> values() {
        return new LinkedHashMap<>(cells);
    }
}
