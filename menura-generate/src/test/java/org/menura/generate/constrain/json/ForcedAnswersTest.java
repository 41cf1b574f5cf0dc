package org.menura.generate.constrain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerFormats;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.AnswerParser;
import org.menura.chat.tool.ParsedCall;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.TestData;
import org.menura.generate.batch.Engine;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.Vocabulary;
import org.menura.generate.constrain.grammar.GrammarTooLargeException;
import org.menura.generate.constrain.structural.AnswerConstraint;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;

/**
 * What a model of random weights is forced to write is valid, by the verdict of another validator: JSON by random schemas,
 * and calls of tools in the forms of all families. {@code -Dforced=100000} asks for more of them, {@code -Dforced.seed=…} for others.
 */
class ForcedAnswersTest {
    private static final String CONFIG = """
            {"model_type": "llama", "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1,
             "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 512, "max_position_embeddings": 1024}""";

    private static final String TOOLS = """
            [{"name": "get_weather", "parameters": {"type": "object", "properties": {
                "city": {"type": "string", "maxLength": 12}, "unit": {"enum": ["C", "F"]},
                "days": {"type": "integer", "minimum": 1, "maximum": 14}},
              "required": ["city", "unit"], "additionalProperties": false}},
             {"name": "plan", "parameters": {"type": "object", "properties": {
                "steps": {"type": "array", "items": {"enum": ["go", "stay", "wait"]}, "minItems": 1, "maxItems": 4},
                "sure": {"type": "boolean"}},
              "required": ["steps"], "additionalProperties": false}}]""";

    private static final int AT_ONCE = 8;
    private static final int MOST_TOKENS = 250;

    @TempDir
    private Path folder;

    /** What was asked for, and how to judge it. */
    private interface Task {
        Constraint constraint();

        /** Fails if a whole text is not what was asked for. */
        void judge(String text);
    }

    private record JsonTask(Judge judge, Constraint constraint, String schema) implements Task {
        @Override
        public void judge(String text) {
            assertTrue(judge.valid(text), () -> schema + " wrote " + text);
        }
    }

    private record CallTask(
            String family, AnswerFormat format, AnswerOptions options, Constraint constraint, Map<String, Judge> judges)
            implements Task {
        @Override
        public void judge(String text) {
            AnswerParser parser = format.parser(options);
            parser.parse(text);
            List<ParsedCall> calls = parser.calls();
            assertTrue(!calls.isEmpty(), () -> family + " wrote no call: " + text);
            for (ParsedCall call : calls) {
                Judge judge = judges.get(call.name());
                assertTrue(
                        judge != null && judge.valid(call.arguments()),
                        () -> family + " wrote " + text + " read as " + call);
            }
        }
    }

    @Test
    @Tag("slow")
    void whatRandomWeightsWriteIsValid() throws IOException, InterruptedException {
        Path model = folder.resolve("model");
        JsonNode config = Json.parse(CONFIG, "config");
        ModelFolder.initialize(model, config, "test", 1, DType.F32, new CpuBackend(CpuOptions.fastest()));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json", "tokenizer.model")) {
            Path from = TestData.path("models/stories260K").resolve(file);
            if (Files.exists(from)) {
                Files.copy(from, model.resolve(file));
            }
        }
        try (LanguageModel random = Menura.load(model)) {
            run(random, Integer.getInteger("forced", 400));
        }
    }

    private static void run(LanguageModel model, int count) throws InterruptedException {
        Tokenizer tokenizer = model.loaded().text().tokenizer();
        Vocabulary vocabulary = new Vocabulary(tokenizer);
        List<ToolDefinition> tools = ToolDefinition.list(Json.parse(TOOLS, "tools"), "tools");
        Map<String, Judge> judges = new HashMap<>();
        tools.forEach(t -> judges.put(t.name(), new Judge(t.parameters().toString())));
        List<String> families = AnswerFormats.names().stream()
                .filter(n -> AnswerFormats.named(n).callsTools())
                .toList();
        int whole = 0;
        int cut = 0;
        int refused = 0;
        long seed = Long.getLong("forced.seed", 0);
        while (whole < count) {
            List<Task> asked = new ArrayList<>();
            List<Engine.Task> running = new ArrayList<>();
            while (asked.size() < AT_ONCE) {
                long s = seed++;
                Task task = s % 2 == 0
                        ? json(s, vocabulary)
                        : call(families.get((int) (s / 2 % families.size())), tools, judges, tokenizer, vocabulary);
                if (task != null) {
                    asked.add(task);
                    running.add(model.submit("Once", options(s, task.constraint()), null));
                }
            }
            for (int i = 0; i < asked.size(); i++) {
                Result result = result(running.get(i), asked.get(i));
                if (result == null) {
                    refused++;
                } else if (result.reason() == Reason.STOP) {
                    asked.get(i).judge(result.text());
                    whole++;
                } else {
                    assertEquals(Reason.LENGTH, result.reason());
                    cut++;
                }
            }
        }
        assertTrue(refused * 200 <= whole, refused + " grammars too large while they were followed");
        System.out.printf(
                "forced answers: %d valid, %d cut off by their length, %d refused on the way%n", whole, cut, refused);
    }

    /** What was written; null if the grammar took more than a request may, which is an error of the request. */
    private static @Nullable Result result(Engine.Task task, Task asked) throws InterruptedException {
        try {
            return task.result().get(2, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GrammarTooLargeException) {
                return null;
            }
            throw new AssertionError(asked.toString(), e);
        } catch (TimeoutException e) {
            throw new AssertionError(asked.toString(), e);
        }
    }

    private static GenerationOptions options(long seed, Constraint constraint) {
        return GenerationOptions.of(MOST_TOKENS)
                .withSampling(SamplingParams.builder()
                        .seed(seed)
                        .temperature(1)
                        .topK(0)
                        .topP(1)
                        .minP(0)
                        .build())
                .withConstraint(constraint);
    }

    private static @Nullable Task json(long seed, Vocabulary vocabulary) {
        String text = new RandomSchemas(seed).root().toString();
        try {
            return new JsonTask(
                    new Judge(text),
                    new GrammarConstraint(JsonSchema.parse(text).compile(), vocabulary),
                    text);
        } catch (SchemaException | GrammarTooLargeException _) {
            return null;
        }
    }

    private static @Nullable Task call(
            String family,
            List<ToolDefinition> tools,
            Map<String, Judge> judges,
            Tokenizer tokenizer,
            Vocabulary vocabulary) {
        AnswerFormat format = AnswerFormats.named(family);
        AnswerOptions options = AnswerOptions.DEFAULT.withTools(tools);
        Constraint constraint =
                AnswerConstraint.of(format, options, ToolChoice.REQUIRED, false, null, tokenizer, vocabulary);
        return constraint == null ? null : new CallTask(family, format, options, constraint, judges);
    }
}
