package org.menura.world.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.menura.eval.report.PairedTest;
import org.menura.format.FormatException;
import org.menura.format.json.JsonLine;

/**
 * Two runs of a suite beside each other, on the tasks that both have: the difference of the scores with an interval, and tasks
 * that one agent passes and the other does not.
 */
public final class SuiteComparison {
    private static final int LONGEST = 400;

    /** A task of a run: the mean over its trials, and what was answered in the first one. */
    private record Scored(String group, double score, String answers) {}

    private record Run(String agent, SequencedMap<String, Scored> tasks) {}

    private final Run first;
    private final Run second;

    private SuiteComparison(Run first, Run second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Reads two runs: files {@code trials_DATE.jsonl}, or folders of which the newest one is taken.
     *
     * @throws FormatException if there is none, it is malformed, or the runs have no task in common
     */
    public static SuiteComparison of(Path first, Path second) throws IOException {
        SuiteComparison out = new SuiteComparison(read(file(first)), read(file(second)));
        if (out.common().isEmpty()) {
            throw new FormatException("%s and %s have no task in common".formatted(first, second));
        }
        return out;
    }

    private static Path file(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return path;
        }
        try (Stream<Path> files = Files.walk(path)) {
            Optional<Path> newest = files.filter(f -> f.getFileName().toString().matches("trials_.*\\.jsonl"))
                    .max((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()));
            return newest.orElseThrow(
                    () -> new FormatException("%s holds no trials_DATE.jsonl; write one with -o".formatted(path)));
        }
    }

    /** Reads the trials of the agent that was asked for, which come first. */
    private static Run read(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        JsonLine.each(file, line -> {
            JsonNode json = line.json();
            if (!json.path("agent").isTextual()
                    || !json.path("task").isTextual()
                    || !json.path("score").isNumber()) {
                throw new FormatException(line.where() + ": a trial needs agent, task and score");
            }
            all.add(json);
        });
        String agent = all.isEmpty() ? "nobody" : all.getFirst().get("agent").asText();
        SequencedMap<String, List<JsonNode>> tasks = all.stream()
                .filter(json -> json.get("agent").asText().equals(agent))
                .collect(Collectors.groupingBy(
                        json -> json.get("task").asText(), LinkedHashMap::new, Collectors.toList()));
        SequencedMap<String, Scored> scored = new LinkedHashMap<>();
        tasks.forEach((task, trials) -> scored.put(
                task,
                new Scored(
                        trials.getFirst().path("group").asText(),
                        trials.stream()
                                .mapToDouble(t -> t.get("score").asDouble())
                                .average()
                                .orElse(0),
                        trials.getFirst().path("answers").toString())));
        return new Run(agent, scored);
    }

    private List<String> common() {
        return first.tasks.keySet().stream().filter(second.tasks::containsKey).toList();
    }

    /**
     * Returns the comparison in Markdown.
     *
     * @param examples tasks of each group that are shown with both answers, at most
     */
    public String markdown(int examples) {
        StringBuilder out = new StringBuilder("A: %s\nB: %s\n\n".formatted(first.agent, second.agent));
        out.append("| Group | n | A | B | B − A | 95 % | p | A alone | B alone |\n");
        out.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        List<String> all = common();
        row(out, SuiteResults.ALL, all);
        Map<String, List<String>> groups = groups(all);
        groups.forEach((group, tasks) -> row(out, group, tasks));
        groups.forEach((group, tasks) -> examples(out, group, tasks, examples));
        return out.toString();
    }

    private Map<String, List<String>> groups(List<String> tasks) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (String task : tasks) {
            String group = scored(first, task).group;
            if (!group.isEmpty()) {
                out.computeIfAbsent(group, _ -> new ArrayList<>()).add(task);
            }
        }
        return out;
    }

    private static Scored scored(Run run, String task) {
        return Objects.requireNonNull(run.tasks.get(task));
    }

    private static double[] scores(Run run, List<String> tasks) {
        return tasks.stream().mapToDouble(t -> scored(run, t).score).toArray();
    }

    private void row(StringBuilder out, String group, List<String> tasks) {
        double[] a = scores(first, tasks);
        double[] b = scores(second, tasks);
        PairedTest.Outcome o = PairedTest.ofMeans(a, b);
        int lost = 0;
        int won = 0;
        double sumA = 0;
        double sumB = 0;
        for (int i = 0; i < a.length; i++) {
            lost += a[i] > b[i] ? 1 : 0;
            won += a[i] < b[i] ? 1 : 0;
            sumA += a[i];
            sumB += b[i];
        }
        out.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.3f | %.3f | %+.3f | %+.3f to %+.3f | %.3f | %d | %d |\n",
                group,
                a.length,
                sumA / a.length,
                sumB / a.length,
                o.difference(),
                o.low(),
                o.high(),
                o.p(),
                lost,
                won));
    }

    private void examples(StringBuilder out, String group, List<String> tasks, int most) {
        Set<String> shown = new LinkedHashSet<>();
        for (boolean wonByA : new boolean[] {true, false}) {
            int count = 0;
            for (String task : tasks) {
                double difference = scored(first, task).score - scored(second, task).score;
                if (count < most && (wonByA ? difference > 0 : difference < 0)) {
                    count++;
                    shown.add("- %s, better by %s\n  - A: `%s`\n  - B: `%s`\n"
                            .formatted(
                                    task,
                                    wonByA ? "A" : "B",
                                    shortened(scored(first, task).answers),
                                    shortened(scored(second, task).answers)));
                }
            }
        }
        if (!shown.isEmpty()) {
            out.append("\n## ").append(group).append("\n\n");
            shown.forEach(out::append);
        }
    }

    private static String shortened(String text) {
        String plain = text.replace("`", "'");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + " …";
    }
}
