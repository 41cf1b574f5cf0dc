package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.train.ledger.StepRecord;

/** The reference of a policy is what the policy begins as, wherever that comes from. */
@Tag("slow")
class ReferencesTest {
    @TempDir
    private static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void before() throws IOException {
        workshop = new Workshop(folder);
        for (String adapter :
                List.of("", "adapter: {rank: 2, targets: [q_proj, down_proj], modules_to_save: [lm_head]}")) {
            train("begun-" + (adapter.isEmpty() ? "whole" : "adapter"), """
                    model: {checkpoint: llama}
                    data: {path: stories.txt}
                    objective: {name: causal-lm}
                    batch: {sequences: 4, length: 32}
                    steps: 3
                    """ + adapter);
        }
    }

    private static List<StepRecord> train(String name, String recipe) throws IOException {
        String rest = "\nschedule: {name: constant, rate: 0.01}\n";
        try (TrainingRun run = TrainingRun.begin(
                workshop.recipe(name, recipe + rest), new RunSettings(1, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader().records();
        }
    }

    /** Log-ratios are 0 at first; trl 1.16 keeps a copy of an adapter that is trained on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: dpo}; {path: preferences.jsonl, format: preference}; loss; 0.693147",
                "{name: kto}; {path: feedback.jsonl, format: feedback}; loss; 0.5",
                "{name: grpo, beta: 0.1, rewards: contains, group: 2, rollout_length: 4};"
                        + " {path: prompts.jsonl, format: prompts}; kl; 0",
                "{name: rloo, rewards: contains, group: 2, rollout_length: 4};"
                        + " {path: prompts.jsonl, format: prompts}; kl; 0",
                "{name: ppo, rewards: contains, rollout_length: 4}; {path: prompts.jsonl, format: prompts}; kl; 0"
            })
    void logRatiosBeginAtZero(String objective, String data, String metric, double first) throws IOException {
        for (String model : List.of(
                "model: {checkpoint: llama}\nadapter: {from: runs/begun-adapter/adapter}",
                "model: {config: llama/config.json,"
                        + " checkpoint: runs/begun-whole/checkpoints/step-000003/model.safetensors}\ntokenizer: bpe")) {
            StepRecord step = train(
                            "%s-%s".formatted(objective.replaceAll("\\W", ""), model.contains("from")),
                            """
                    data: %s
                    objective: %s
                    batch: {sequences: 2, length: 32}
                    steps: 1
                    %s
                    """.formatted(data, objective, model))
                    .getFirst();
            assertEquals(
                    first, metric.equals("loss") ? step.loss() : step.metrics().get(metric), 1e-5, model);
        }
    }
}
