package org.menura.detect.hallucination;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.menura.detect.measure.CsvTable;
import org.menura.format.FormatException;
import org.menura.format.json.JsonLine;

/**
 * Reads answers that are known to be right or made up, in the forms of HaluEval's questions and general answers (2305.11747)
 * and of TruthfulQA (2109.07958).
 */
public final class AnswerSets {
    private static final String KNOWLEDGE = "knowledge";

    private AnswerSets() {}

    /**
     * Reads a file.
     *
     * @param withKnowledge whether the model reads the knowledge that comes with HaluEval's questions
     * @throws FormatException if its form is not known
     */
    public static List<KnownAnswer> read(Path file, boolean withKnowledge) {
        List<KnownAnswer> answers = new ArrayList<>();
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            List<Map<String, JsonNode>> rows = CsvTable.read(file);
            for (int i = 0; i < rows.size(); i++) {
                truthful(rows.get(i), i, "%s, row %d".formatted(file, i + 1), answers);
            }
        } else {
            lines(file, withKnowledge, answers);
        }
        if (answers.stream().allMatch(KnownAnswer::isMadeUp) || answers.stream().noneMatch(KnownAnswer::isMadeUp)) {
            throw new FormatException(file + " does not hold both right and made-up answers");
        }
        return answers;
    }

    private static void lines(Path file, boolean withKnowledge, List<KnownAnswer> to) {
        try {
            JsonLine.each(file, line -> halu(line.json(), line.number(), withKnowledge, line.where(), to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void halu(JsonNode row, int number, boolean withKnowledge, String where, List<KnownAnswer> to) {
        if (row.has("right_answer") && row.has("hallucinated_answer")) {
            String knowledge = row.path(KNOWLEDGE).asText();
            String asked = "Question: %s\nAnswer:".formatted(text(row.path("question"), "question", where));
            String context = withKnowledge && !knowledge.isEmpty() ? knowledge + "\n" + asked : asked;
            to.add(new KnownAnswer(
                    number, context, " " + text(row.get("right_answer"), "right_answer", where), false, knowledge));
            to.add(new KnownAnswer(
                    number,
                    context,
                    " " + text(row.get("hallucinated_answer"), "hallucinated_answer", where),
                    true,
                    knowledge));
        } else if (row.has("chatgpt_response") && row.has("hallucination")) {
            String asked = "Question: %s\nAnswer:".formatted(text(row.path("user_query"), "user_query", where));
            String answer = text(row.get("chatgpt_response"), "chatgpt_response", where);
            if (!answer.isBlank()) {
                boolean isMadeUp = row.get("hallucination").asText().equalsIgnoreCase("yes");
                to.add(new KnownAnswer(number, asked, " " + answer, isMadeUp, ""));
            }
        } else {
            throw new FormatException(
                    where + ": has neither right_answer and hallucinated_answer nor chatgpt_response and"
                            + " hallucination, as HaluEval's files do");
        }
    }

    private static void truthful(Map<String, JsonNode> row, int number, String where, List<KnownAnswer> to) {
        JsonNode question = row.get("Question");
        JsonNode right = row.get("Correct Answers");
        JsonNode wrong = row.get("Incorrect Answers");
        if (question == null || right == null || wrong == null) {
            throw new FormatException(
                    where + ": lacks a column of TruthfulQA: Question, Correct Answers, Incorrect Answers");
        }
        String context = "Q: %s\nA:".formatted(question.asText());
        for (String answer : right.asText().split(";", -1)) {
            add(number, context, answer, false, to);
        }
        for (String answer : wrong.asText().split(";", -1)) {
            add(number, context, answer, true, to);
        }
    }

    private static void add(int question, String context, String answer, boolean isMadeUp, List<KnownAnswer> to) {
        if (!answer.isBlank()) {
            to.add(new KnownAnswer(question, context, " " + answer.strip(), isMadeUp, ""));
        }
    }

    private static String text(JsonNode node, String member, String where) {
        if (!node.isTextual() || node.asText().isBlank()) {
            throw new FormatException("%s: %s is no text".formatted(where, member));
        }
        return node.asText();
    }
}
