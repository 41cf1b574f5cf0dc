package org.menura.data.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.source.LineReader;
import org.menura.format.FormatException;

/** Says what became of a document in a run, stage by stage. */
public final class RowHistory {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{8,64}");
    private static final int MOST = 20;
    private static final int SHOWN = 12;
    private static final int DEPTH = 5;
    private static final int MOST_LINES = 1000;

    private final Path ledger;
    private final String wanted;
    private final Map<String, List<String>> lines = new LinkedHashMap<>();

    private RowHistory(Path ledger, String wanted) {
        this.ledger = ledger;
        this.wanted = wanted;
    }

    /**
     * Finds the ledgers of complete runs in a folder and below.
     *
     * @throws FormatException if there are none
     */
    public static List<Path> ledgers(Path folder) throws IOException {
        try (Stream<Path> all = Files.find(folder, DEPTH, (p, _) -> p.endsWith("run.json"))) {
            List<Path> found = all.map(Path::getParent)
                    .filter(p -> p != null && Files.isRegularFile(SinkTask.traces(p)))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new FormatException("there is no ledger of a run below this folder; name one with --run");
            }
            return found;
        }
    }

    /**
     * Returns what is known of a document, as lines of text.
     *
     * @param runs ledgers of runs, or the folders in which they lie
     * @param id the document's id, or at least 8 hexadecimal digits of a row's identity
     * @throws FormatException if there is no complete run, or none knows such a document
     */
    public static List<String> of(List<Path> runs, String id) throws IOException {
        List<String> all = new ArrayList<>();
        for (Path folder : runs) {
            Path ledger = Files.isRegularFile(RunLedger.report(folder)) ? folder : folder.resolve("ledger");
            RunReport report = RunLedger.read(ledger);
            RowHistory history = new RowHistory(ledger, id);
            history.traces();
            for (RunReport.WrittenFile file : report.files()) {
                history.written(file.file());
            }
            if (runs.size() > 1 && !history.lines.isEmpty()) {
                all.add(shown(ledger) + ":");
            }
            history.lines.forEach((row, said) -> {
                if (all.size() < MOST_LINES) {
                    all.add(row);
                    said.forEach(line -> all.add("  " + line));
                }
            });
        }
        if (all.isEmpty()) {
            throw new FormatException("no run dropped, changed or wrote a document '%s'".formatted(id));
        }
        return all;
    }

    private boolean isWanted(JsonNode node) {
        return node.path("id").asText().equals(wanted)
                || HEX.matcher(wanted).matches() && node.path("row").asText().startsWith(wanted);
    }

    private void traces() {
        Path file = SinkTask.traces(ledger);
        try (LineReader reader = new LineReader(file)) {
            for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
                JsonNode node = DocumentJson.parse(line.bytes(), file.toString());
                if (isWanted(node)) {
                    List<String> said = lines.computeIfAbsent(
                            "document '%s' of '%s', row %s"
                                    .formatted(
                                            node.path("id").asText(),
                                            node.path("source").asText(),
                                            node.path("row").asText().substring(0, 16)),
                            _ -> new ArrayList<>(List.of("read from %s, row %d"
                                    .formatted(
                                            shown(Path.of(node.path("file").asText())),
                                            node.path("number").asLong()))));
                    describe(node, said);
                }
            }
        }
    }

    private static void describe(JsonNode node, List<String> said) {
        String stage = "stage %d, %s: "
                .formatted(node.path("stage").asInt(), node.path("name").asText());
        if (node.path("did").asText().equals("dropped")) {
            String detail = node.path("detail").asText();
            said.add(
                    stage + "dropped: " + node.path("reason").asText() + (detail.isEmpty() ? "" : " (" + detail + ")"));
            said.add("  text: " + quoted(node.path("text").asText()));
            int shown = 0;
            for (Map.Entry<String, JsonNode> attribute : node.path("attributes").properties()) {
                if (shown++ == SHOWN) {
                    said.add("  … %d more attributes"
                            .formatted(node.path("attributes").size() - SHOWN));
                    break;
                }
                said.add("  %s %s"
                        .formatted(
                                attribute.getKey(), brief(attribute.getValue().toString())));
            }
            return;
        }
        JsonNode text = node.path("text");
        if (text.isObject()) {
            said.add("%schanged the text from code point %d: %d code points, now %d"
                    .formatted(
                            stage,
                            text.path("first_difference").asInt(),
                            text.path("code_points_before").asInt(),
                            text.path("code_points_after").asInt()));
            said.add("  before: " + quoted(text.path("before").asText()));
            said.add("  after:  " + quoted(text.path("after").asText()));
        }
        node.path("fields")
                .properties()
                .forEach(f -> said.add("%sset %s to %s"
                        .formatted(stage, f.getKey(), brief(f.getValue().toString()))));
    }

    /** A path as it is named from the folder in which the program runs, if it lies below. */
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n").replace("\r", "\\r") + "\"";
    }

    private static String brief(String text) {
        return text.length() > 160 ? text.substring(0, 160) + "…" : text;
    }

    private void written(Path file) {
        if (!Files.isRegularFile(file) || lines.size() > MOST) {
            return;
        }
        try (LineReader reader = new LineReader(file)) {
            for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
                JsonNode node = DocumentJson.parse(line.bytes(), file.toString());
                if (node.path("id").asText().equals(wanted)) {
                    String of = node.path("source").asText();
                    String start = "document '%s' of '%s', row ".formatted(wanted, of);
                    String row = lines.entrySet().stream()
                            .filter(e -> e.getKey().startsWith(start)
                                    && e.getValue().stream().noneMatch(said -> said.contains(": dropped: ")))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElse("document '%s' of '%s'".formatted(wanted, of));
                    List<String> said = lines.computeIfAbsent(row, _ -> new ArrayList<>());
                    String what = said.isEmpty() ? "kept as it was" : "kept";
                    said.add("%s: %s, line %d".formatted(what, shown(file), line.number()));
                }
            }
        }
    }
}
