package org.menura.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The measurements as lines, each of Menura beside one engine, and as Markdown. */
final class Table {
    private static final Goal AHEAD = new Goal.Ratio(1.0, 1.0);

    /**
     * A line.
     *
     * @param engine the peer; null if there is none
     * @param theirs its measurements; null if there is none
     */
    record Line(
            Row row,
            Summary ours,
            @Nullable String engine,
            @Nullable Summary theirs,
            Goal goal) {
        /** How much better the medians of Menura are; NaN without a peer. */
        double ratio() {
            return theirs == null ? Double.NaN : row.unit().ratio(ours.median(), theirs.median());
        }

        Goal.Verdict verdict() {
            return theirs == null ? Goal.Verdict.NOT_JUDGED : goal.judge(row.unit(), ours.median(), theirs.median());
        }
    }

    private final List<Line> lines = new ArrayList<>();

    /** The lines of all rows that Menura was measured in, those of a group behind each other. */
    Table(List<Contest> contests, Journal journal) {
        Map<String, List<Line>> groups = new LinkedHashMap<>();
        for (Contest contest : contests) {
            for (Row row : contest.rows()) {
                groups.computeIfAbsent(row.group(), _ -> new ArrayList<>()).addAll(lines(contest, row, journal));
            }
        }
        groups.values().forEach(lines::addAll);
    }

    private static List<Line> lines(Contest contest, Row row, Journal journal) {
        Map<String, Summary> engines = new LinkedHashMap<>();
        journal.of(row).forEach((engine, values) -> engines.put(engine, Summary.of(values)));
        Summary ours = engines.remove(Entrant.MENURA);
        if (ours == null) {
            return List.of();
        }
        if (row.reference() != null) {
            return List.of(besideItself(contest, row, ours, journal));
        }
        List<Line> out = new ArrayList<>();
        engines.forEach((engine, theirs) -> {
            out.add(new Line(row, ours, engine, theirs, Engines.MAIN.contains(engine) ? row.goal() : AHEAD));
        });
        return out.isEmpty() ? List.of(new Line(row, ours, null, null, Goal.NONE)) : out;
    }

    private static Line besideItself(Contest contest, Row row, Summary ours, Journal journal) {
        for (Row other : contest.rows()) {
            List<Double> values = journal.of(other).get(Entrant.MENURA);
            if (other.metric().equals(row.reference()) && !other.equals(row) && values != null) {
                return new Line(
                        row, ours, "itself, " + other.title().replaceFirst(".*, ", ""), Summary.of(values), row.goal());
            }
        }
        return new Line(row, ours, null, null, Goal.NONE);
    }

    List<Line> lines() {
        return lines;
    }

    /** One table in Markdown. */
    String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("| work | unit | Menura | peer | | ratio | at least / aim | |\n");
        out.append("|---|---|---|---|---|---|---|---|\n");
        String group = "";
        for (Line line : lines) {
            if (!line.row().group().equals(group)) {
                group = line.row().group();
                out.append("| **").append(group).append("** | | | | | | | |\n");
            }
            Summary theirs = line.theirs();
            out.append("| %s | %s | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            line.row().title(),
                            line.row().unit().text(),
                            line.ours().text(),
                            theirs == null ? "" : theirs.text(),
                            line.engine() == null ? "" : line.engine(),
                            theirs == null ? "" : String.format(Locale.ROOT, "%.2f", line.ratio()),
                            line.goal().text(),
                            line.verdict().text()));
        }
        return out.toString();
    }
}
