package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.json.Json;
import org.menura.train.ledger.StepRecord;

/** Which heads a model keeps or gets, and what a step of a policy learns from. */
@Tag("slow")
class HeadsAndBatchesTest {
    private static final String BERT = """
            {"architectures": ["BertFor%s"], "model_type": "bert", "hidden_size": 32, "intermediate_size": 48,
             "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 304, "max_position_embeddings": 64%s}
            """;

    @TempDir
    private Path folder;

    private Workshop workshop;

    @BeforeEach
    void models() throws IOException {
        workshop = new Workshop(folder);
    }

    private List<StepRecord> train(String name, String recipe) throws IOException {
        String rest = """
                optimizer: {name: adamw}
                schedule: {name: constant, rate: 0.001}
                seed: 3
                """;
        try (TrainingRun run = TrainingRun.begin(
                workshop.recipe(name, recipe + rest), new RunSettings(1, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader().records();
        }
    }

    private List<StepRecord> classify(String name, String model, String data) throws IOException {
        return train(name, """
                model: {checkpoint: %s}
                data: {path: %s, format: labelled}
                objective: {name: sequence-classification}
                batch: {sequences: 20, length: 32}
                steps: 1
                """.formatted(model, data));
    }

    private JsonNode config(String run) {
        return Json.parse(folder.resolve("runs/" + run + "/model/config.json"));
    }

    private void numbered(String file, String pet, String wild) throws IOException {
        String rows = Files.readString(folder.resolve("labelled.csv"));
        Files.writeString(
                folder.resolve(file), rows.replaceAll("(?m),pet$", "," + pet).replaceAll("(?m),wild$", "," + wild));
    }

    /** transformers 5.24's heads are taught by the numbers of their classes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ", \"id2label\": {\"0\": \"pet\", \"1\": \"wild\"};pet",
                ", \"num_labels\": 2;LABEL_0",
                "'';LABEL_0"
            })
    void wholeNumbersAreClassesOfTheHeadThatThereIs(String labels, String first) throws IOException {
        workshop.model("classes", "bert", BERT.formatted("SequenceClassification", labels));
        numbered("numbers.csv", "0", "1");
        double loss = classify("numbers", "classes", "numbers.csv").getFirst().loss();
        assertEquals(first, config("numbers").at("/id2label/0").asText());
        numbered("names.csv", first, first.replace("pet", "wild").replace("0", "1"));
        if (labels.contains("pet")) {
            assertEquals(
                    loss, classify("names", "classes", "names.csv").getFirst().loss());
        }
        numbered("others.csv", "1", "2");
        classify("others", "classes", "others.csv");
        assertEquals("1", config("others").at("/id2label/0").asText());
    }

    @Test
    void labelsThatAreNumbersAreInTheirOrder() throws IOException {
        numbered("numbers.csv", "10", "9");
        classify("numbers", "bert-base", "numbers.csv");
        assertEquals("9", config("numbers").at("/id2label/0").asText());
        assertEquals("10", config("numbers").at("/id2label/1").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MaskedLM", "SequenceClassification"})
    void distilBertIsTaughtClasses(String task) throws IOException {
        workshop.model("distil", "bert", """
                {"architectures": ["DistilBertFor%s"], "model_type": "distilbert", "dim": 32, "hidden_dim": 48, "n_layers": 1,
                 "n_heads": 2, "vocab_size": 304, "max_position_embeddings": 64}
                """.formatted(task));
        assertTrue(Double.isFinite(
                classify("taught", "distil", "labelled.csv").getFirst().loss()));
        train("masked", """
                model: {checkpoint: runs/taught/model}
                data: {path: stories.txt}
                objective: {name: masked-lm}
                batch: {sequences: 4, length: 32}
                steps: 1
                """);
    }

    /** peft 0.21 saves a classifier as a whole, and looks for it under this name. */
    @Test
    void aClassifierOfSeveralLayersIsSavedAsOneModule() throws IOException {
        workshop.model("roberta", "bert", """
                {"architectures": ["RobertaForMaskedLM"], "model_type": "roberta", "hidden_size": 32, "intermediate_size": 48,
                 "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 304, "max_position_embeddings": 64}
                """);
        train("adapted", """
                model: {checkpoint: roberta}
                data: {path: labelled.csv, format: labelled}
                objective: {name: sequence-classification}
                adapter: {rank: 2, targets: all-linear}
                batch: {sequences: 20, length: 32}
                steps: 1
                """);
        JsonNode saved = Json.parse(folder.resolve("runs/adapted/adapter/adapter_config.json"));
        assertEquals("[\"classifier\"]", saved.get("modules_to_save").toString());
        assertFalse(saved.get("target_modules").toString().contains("classifier"), saved.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: ppo, rewards: contains, rollout_length: 6}",
                "{name: grpo, rewards: contains, group: 2, rollout_length: 6}",
                "{name: grpo, rewards: contains, group: 2, rollout_length: 6, loss_type: cispo, clip_ratio: 5}"
            })
    void policiesAskAsManyPromptsAsAStepHas(String objective) throws IOException {
        List<List<StepRecord>> all = new ArrayList<>();
        for (String batch : List.of("sequences: 4", "sequences: 2, accumulation: 2")) {
            all.add(train("policy" + all.size(), """
                    model: {checkpoint: llama}
                    data: {path: prompts.jsonl, format: prompts, field: prompt}
                    objective: %s
                    batch: {%s, length: 32}
                    steps: 2
                    """.formatted(objective, batch)));
        }
        assertEquals(
                all.get(0).stream().map(StepRecord::loss).toList(),
                all.get(1).stream().map(StepRecord::loss).toList());
        assertEquals(
                all.get(0).stream().map(StepRecord::tokens).toList(),
                all.get(1).stream().map(StepRecord::tokens).toList());
    }

    /** trl 1.16 ends answers at all tokens that the generation config names, such as the end of a turn. */
    @ParameterizedTest
    @ValueSource(strings = {"ppo", "grpo", "rloo"})
    void answersEndWhereTheModelsFilesSay(String objective) throws IOException {
        List<Integer> all = IntStream.range(0, 304).boxed().toList();
        Files.writeString(folder.resolve("llama/generation_config.json"), "{\"eos_token_id\": %s}".formatted(all));
        StepRecord step = train("ends", """
                model: {checkpoint: llama}
                data: {path: prompts.jsonl, format: prompts}
                objective: {name: %s, rewards: complete, rollout_length: 6}
                batch: {sequences: 2, length: 32}
                steps: 1
                """.formatted(objective)).getFirst();
        assertEquals(1.0, step.metrics().get("reward"));
    }

    /** trl 1.16: {@code -logsigmoid(chosen - rejected - margin)}. */
    @Test
    void marginsOfPreferencesCount() throws IOException {
        String pairs = Files.readString(folder.resolve("preferences.jsonl"))
                .lines()
                .findFirst()
                .orElseThrow();
        List<StepRecord> steps = new ArrayList<>();
        for (String margin : List.of("", ",\"margin\":-2.5}")) {
            Files.writeString(folder.resolve("one.jsonl"), margin.isEmpty() ? pairs : pairs.replace("}", margin));
            steps.addAll(train("reward" + steps.size(), """
                    model: {checkpoint: scorer}
                    data: {path: one.jsonl, format: preference}
                    objective: {name: reward}
                    batch: {sequences: 1, length: 32}
                    steps: 1
                    """));
        }
        double difference = -Math.log(Math.expm1(steps.get(0).loss()));
        assertEquals(Math.log1p(Math.exp(-difference - 2.5)), steps.get(1).loss(), 1e-5);
    }

    /** Prompts may fill their sequences; such a step ended a run. */
    @Test
    void aStepWithoutAnAnswerTeachesNothing() throws IOException {
        String question = "The dog ran to the garden . ".repeat(8);
        Files.writeString(
                folder.resolve("long.jsonl"), "{\"prompt\": \"%s\", \"completion\": \"O\"}\n".formatted(question));
        StepRecord step = train("long", """
                model: {checkpoint: llama, chat_template: chatml}
                data: {path: long.jsonl, format: chat}
                objective: {name: sft}
                batch: {sequences: 1, length: 16, accumulation: 2}
                steps: 1
                """).getFirst();
        assertEquals(0, step.loss());
        assertEquals(32, step.tokens());
    }

    /** transformers 5.24 adds the load-balancing loss where output_router_logits is set. */
    @ParameterizedTest
    @CsvSource({
        "false, '', false",
        "true, '', true",
        "false, ', router_aux_loss: 0.1', true",
        "true, ', router_aux_loss: 0', false"
    })
    void expertsAreBalancedWhereTheConfigOrTheRecipeSaysSo(boolean given, String key, boolean balanced)
            throws IOException {
        workshop.model("experts", "bpe", """
                {"architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "hidden_size": 32, "intermediate_size": 48,
                 "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2, "vocab_size": 304,
                 "num_local_experts": 4, "num_experts_per_tok": 2, "router_aux_loss_coef": 0.02, "output_router_logits": %s}
                """.formatted(given));
        StepRecord step = train("balance", """
                model: {checkpoint: experts}
                data: {path: stories.txt}
                objective: {name: causal-lm%s}
                batch: {sequences: 4, length: 32}
                steps: 1
                """.formatted(key)).getFirst();
        assertEquals(balanced, step.metrics().containsKey("aux_loss"), step.metrics()::toString);
    }
}
