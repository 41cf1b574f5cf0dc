package org.menura.detect.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.JsonLine;

/**
 * Reads texts whose origin is known, from JSON lines in the forms of several sets, told by their members:
 *
 * <ul>
 *   <li>pairs of Menura's own: {@code domain}, {@code model}, {@code human}, {@code machine};
 *   <li>HC3 (2301.07597): {@code question}, {@code human_answers}, {@code chatgpt_answers}, {@code source};
 *   <li>M4 (2305.14902): {@code human_text}, {@code machine_text}, {@code model}, {@code source};
 *   <li>single texts, as MGTBench (2303.14822) and TuringBench (2109.13296) have them: a text in {@code text} or
 *       {@code Generation}, its origin in {@code label}, where human, 0 or real mean people.
 * </ul>
 *
 * <p>A file that ends in .csv has the same members as columns.
 */
public final class LabelledTexts {
    private static final String DOMAIN = "domain";
    private static final String MODEL = "model";
    private static final String SOURCE = "source";
    private static final String LABEL = "label";
    private static final List<String> HUMAN = List.of("human", "0", "real", "false");

    private LabelledTexts() {}

    /**
     * Reads a file.
     *
     * @throws FormatException if it holds none of these forms, or not both human and machine texts
     */
    public static List<LabelledText> read(Path file) {
        List<LabelledText> texts = new ArrayList<>();
        List<Map<String, JsonNode>> rows =
                file.toString().toLowerCase(Locale.ROOT).endsWith(".csv") ? CsvTable.read(file) : lines(file);
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i), "%s, row %d".formatted(file, i + 1), String.valueOf(i), texts);
        }
        long machines = texts.stream().filter(LabelledText::isMachine).count();
        if (machines == 0 || machines == texts.size()) {
            throw new FormatException("%s holds %d texts of models and %d of people; both are needed"
                    .formatted(file, machines, texts.size() - machines));
        }
        return texts;
    }

    /**
     * Lists the cells of texts, in order, with the indices of their texts. Human texts that stand beside no generator belong to
     * all cells of their domain.
     */
    public static Map<String, List<Integer>> cells(List<LabelledText> texts) {
        Map<String, List<Integer>> cells = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).generator().isEmpty()) {
                cells.computeIfAbsent(texts.get(i).cell(), _ -> new ArrayList<>())
                        .add(i);
            }
        }
        for (int i = 0; i < texts.size(); i++) {
            LabelledText text = texts.get(i);
            for (List<Integer> cell : cells.values()) {
                LabelledText first = texts.get(cell.getFirst());
                if (text.generator().isEmpty() && first.domain().equals(text.domain())) {
                    cell.add(i);
                }
            }
        }
        return cells;
    }

    private static List<Map<String, JsonNode>> lines(Path file) {
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        try {
            JsonLine.each(file, line -> {
                Map<String, JsonNode> row = new LinkedHashMap<>();
                line.json().properties().forEach(e -> row.put(e.getKey(), e.getValue()));
                rows.add(row);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static void row(Map<String, JsonNode> row, String where, String group, List<LabelledText> to) {
        if (row.containsKey("human") && row.containsKey("machine")) {
            String domain = text(row, DOMAIN);
            String model = text(row, MODEL);
            add(domain, model, false, row.get("human"), group, where, to);
            add(domain, model, true, row.get("machine"), group, where, to);
        } else if (row.containsKey("human_text") && row.containsKey("machine_text")) {
            String domain = text(row, SOURCE);
            String model = text(row, MODEL);
            add(domain, model, false, row.get("human_text"), group, where, to);
            add(domain, model, true, row.get("machine_text"), group, where, to);
        } else if (row.containsKey("human_answers") && row.containsKey("chatgpt_answers")) {
            String domain = text(row, SOURCE);
            row.get("human_answers").forEach(answer -> add(domain, "chatgpt", false, answer, group, where, to));
            row.get("chatgpt_answers").forEach(answer -> add(domain, "chatgpt", true, answer, group, where, to));
        } else if (row.containsKey(LABEL) && (row.containsKey("text") || row.containsKey("Generation"))) {
            String label = row.get(LABEL).asText();
            boolean isMachine = !HUMAN.contains(label.toLowerCase(Locale.ROOT));
            JsonNode text = row.containsKey("text") ? row.get("text") : row.get("Generation");
            String model = row.containsKey(MODEL) ? text(row, MODEL) : isMachine ? label : "";
            add(text(row, DOMAIN), model, isMachine, text, group, where, to);
        } else {
            throw new FormatException(where
                    + (": has no members that are known: human and machine; human_text and machine_text;"
                            + " human_answers and chatgpt_answers; or text and label"));
        }
    }

    private static String text(Map<String, JsonNode> row, String member) {
        JsonNode value = row.get(member);
        return value == null || value.isNull() ? "" : value.asText();
    }

    private static void add(
            String domain,
            String generator,
            boolean isMachine,
            @Nullable JsonNode text,
            String group,
            String where,
            List<LabelledText> to) {
        if (text == null || !text.isTextual()) {
            throw new FormatException(where + ": a text is no string");
        }
        if (!text.asText().isBlank()) {
            to.add(new LabelledText(domain, generator, isMachine, text.asText(), group));
        }
    }
}
