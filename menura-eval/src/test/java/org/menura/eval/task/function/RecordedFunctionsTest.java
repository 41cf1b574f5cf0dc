package org.menura.eval.task.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.menura.eval.task.data.Rows;
import org.menura.format.python.NumpyRandom;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRandom;
import org.menura.format.python.PythonTuple;

/** What functions of lm-evaluation-harness 0.4.13 made of rows (task-functions.jsonl), on CPython 3.11 with datasets 5.2. */
class RecordedFunctionsTest {
    @Test
    void functionsGiveWhatTheOriginalsGave() throws IOException {
        Map<String, PythonModule> modules = new HashMap<>();
        Stream.of(
                        AfricanTexts.modules(),
                        AraDice.modules(),
                        ArabCulture.modules(),
                        ArabicQuestions.modules(),
                        BigBenchHard.modules(),
                        CodeTexts.modules(),
                        FinanceQuestions.modules(),
                        FrenchQuestions.modules(),
                        Gpqa.modules(),
                        IberianQuestions.modules(),
                        IndicQuestions.modules(),
                        InfiniteBench.modules(),
                        ItalianTexts.modules(),
                        JapaneseQuestions.modules(),
                        KoreanCulture.modules(),
                        KoreanMath.modules(),
                        KoreanQuestions.modules(),
                        LongAnswers.modules(),
                        LongBench.modules(),
                        MathAnswers.modules(),
                        MedicalTexts.modules(),
                        Metabench.modules(),
                        MinervaMath.modules(),
                        MmluProX.modules(),
                        MoroccanQuestions.modules(),
                        Multilingual.modules(),
                        MultilingualSquad.modules(),
                        NorwegianQuestions.modules(),
                        PaperQuestions.modules(),
                        ProgramValues.modules(),
                        Programs.modules(),
                        RecordAnswers.modules(),
                        RegionalQuestions.modules(),
                        ScoreTasks.modules(),
                        SpanishBbq.modules(),
                        Summaries.modules(),
                        TranslatedQuestions.modules(),
                        TruthfulQa.modules(),
                        WikiText.modules())
                .flatMap(List::stream)
                .forEach(module -> modules.put(module.file(), module));
        int count = 0;
        List<String> differences = new ArrayList<>();
        for (JsonNode recorded : recorded()) {
            String file = recorded.get("file").asText();
            String name = recorded.get("function").asText();
            TaskFunction function = Objects.requireNonNull(modules.get(file), file)
                    .functions(Path.of(recorded.path("folder").asText()))
                    .get(name);
            String expected = Python.repr(value(recorded.get("result")));
            String made = Python.repr(made(Objects.requireNonNull(function, name), recorded));
            if (!expected.equals(made)) {
                differences.add("%s, %s, record %d: %s instead of %s".formatted(file, name, count, made, expected));
            }
            count++;
        }
        assertEquals(List.of(), differences);
        assertTrue(count > 100);
    }

    private static @Nullable Object made(TaskFunction function, JsonNode recorded) {
        return switch (function) {
            case TaskFunction.OfDocument text -> text.apply(map(recorded.get("document")));
            case TaskFunction.OfRows rows -> rows.apply(rows(recorded)).rows();
            case TaskFunction.OfDrawnRows rows ->
                rows.apply(rows(recorded), new PythonRandom(recorded.get("seed").asLong()))
                        .rows();
            case TaskFunction.OfAnswer answer ->
                answer.apply(value(recorded.get("reference")), value(recorded.get("prediction")), Map.of());
            case TaskFunction.OfResults results ->
                results.apply(map(recorded.get("document")), list(recorded.get("results")));
            case TaskFunction.Examples examples -> examples.list();
            case TaskFunction.OfDrawnValues values ->
                values.apply(
                        list(recorded.get("values")),
                        new NumpyRandom(recorded.get("seed").asLong()));
            case TaskFunction.OfValues values -> values.apply(list(recorded.get("values")));
            case TaskFunction.OfFilter filter ->
                filter.with(map(recorded.path("arguments")))
                        .apply(list(recorded.get("responses")), rows(recorded).rows());
            default -> throw new IllegalStateException(function.toString());
        };
    }

    private static Rows rows(JsonNode recorded) {
        List<Map<String, @Nullable Object>> documents = new ArrayList<>();
        recorded.path("documents").forEach(document -> documents.add(map(document)));
        return Rows.of(documents);
    }

    private static Map<String, @Nullable Object> map(JsonNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        return map;
    }

    private static List<@Nullable Object> list(JsonNode node) {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(item -> list.add(value(item)));
        return list;
    }

    private static @Nullable Object value(JsonNode node) {
        if (node.isObject() && node.has("tuple")) {
            return PythonTuple.of(list(node.get("tuple")).toArray());
        }
        return node.isObject() ? map(node) : node.isArray() ? list(node) : Python.fromJson(node);
    }

    private static List<JsonNode> recorded() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> all = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RecordedFunctionsTest.class.getResourceAsStream("/task-functions.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.add(mapper.readTree(line));
            }
        }
        return all;
    }
}
