package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.format.json.Json;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.StepRecord;

/**
 * Each objective from a recipe: the loss falls, the same bytes come out with another number of threads and after a stop,
 * a stretch replays, and the evaluations are in the ledger.
 */
@Tag("slow")
class ObjectivesTest {
    private static final int STOPPED_AFTER = 7;

    @TempDir
    static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new Workshop(folder);
        workshop.pictures();
        workshop.drawings();
    }

    /** Objectives with what their recipes say beside the common part. */
    enum Case {
        MASKED("""
                model: {checkpoint: bert-base}
                data: {path: stories.txt}
                objective: {name: masked-lm, mask_rate: 0.3}
                evaluation: {every: 6, data: stories.txt}
                """, "held-out", "accuracy"),
        TAGS_OF_ENCODER("""
                model: {checkpoint: bert-base}
                data: {path: tags.tsv, format: tags}
                objective: {name: token-classification}
                evaluation: {every: 6, data: tags.tsv}
                """, "held-out", "f1"),
        TAGS_OF_NEW_HEAD_WITH_ADAPTER("""
                model: {checkpoint: modernbert}
                data: {path: tags.tsv, format: tags}
                objective: {name: token-classification}
                adapter: {rank: 4, targets: all-linear}
                evaluation: {every: 6, data: tags.tsv}
                """, "held-out", "f1"),
        MASKED_WITH_NEW_HEAD("""
                model: {checkpoint: modernbert}
                data: {path: stories.txt}
                objective: {name: masked-lm, mask_rate: 0.3}
                evaluation: {every: 6, data: stories.txt}
                """, "held-out", "accuracy"),
        TAGS_OF_DECODER("""
                model: {checkpoint: llama}
                data: {path: tags.tsv, format: tags}
                objective: {name: token-classification}
                evaluation: {every: 6, data: tags.tsv}
                """, "held-out", "f1"),
        CLASSES_OF_ENCODER("""
                model: {checkpoint: bert-base}
                data: {path: labelled.csv, format: labelled}
                objective: {name: sequence-classification}
                batch: {sequences: 20, length: 32}
                evaluation: {every: 6, data: labelled.csv}
                """, "held-out", "macro_f1"),
        CLASSES_OF_DECODER_WITH_ADAPTER("""
                model: {checkpoint: llama}
                data: {path: labelled.csv, format: labelled}
                objective: {name: sequence-classification}
                adapter: {rank: 4}
                evaluation: {every: 6, data: labelled.csv}
                """, "held-out", "accuracy"),
        SPANS("""
                model: {checkpoint: t5}
                data: {path: stories.txt}
                objective: {name: span-corruption, mask_rate: 0.3}
                batch: {sequences: 4, length: 32}
                evaluation: {every: 6, data: stories.txt}
                """, "held-out", "perplexity"),
        CODE("""
                model: {checkpoint: t5}
                data: {path: code.jsonl, format: code}
                objective: {name: code-pretraining,
                  objectives: [span-denoising, identifier-tagging, masked-identifiers, dual-generation]}
                batch: {sequences: 6, length: 48, accumulation: 2}
                evaluation: {every: 6, data: code.jsonl}
                """, "held-out", "masked-identifiers_perplexity"),
        TAGS_OF_CODE("""
                model: {checkpoint: t5}
                data: {path: code.jsonl, format: code}
                objective: {name: code-pretraining, objectives: [identifier-tagging], tagging_weight: 2}
                batch: {sequences: 6, length: 48}
                """, "", ""),
        PAIRS("""
                model: {checkpoint: t5}
                data: {path: pairs.jsonl, format: pairs}
                objective: {name: seq2seq, label_smoothing: 0.1}
                evaluation: {every: 6, data: pairs.jsonl}
                """, "held-out", "perplexity"),
        DISTILLATION("""
                model: {config: llama, init_seed: 3}
                data: {path: stories.txt}
                objective: {name: distillation, teacher: llama, temperature: 2, mixing: 0.5}
                evaluation: {every: 6, data: stories.txt}
                """, "held-out", "bits_per_byte"),
        REWARD("""
                model: {checkpoint: llama}
                data: {path: preferences.jsonl, format: preference}
                objective: {name: reward}
                evaluation: {every: 6, data: preferences.jsonl}
                """, "held-out", "accuracy"),
        CLONING("""
                model: {checkpoint: walker}
                data: {path: episodes.jsonl, format: episodes}
                objective: {name: behavior-cloning, environment: test-key-and-door, max_steps: 4, world: 0.1}
                batch: {sequences: 4, length: 512}
                evaluation: {every: 6, data: episodes.jsonl}
                """, "held-out", "success"),
        EPISODE_GRPO("""
                model: {checkpoint: walker}
                data: {path: episodes.jsonl, format: episodes}
                objective: {name: episode-grpo, environment: test-key-and-door, max_steps: 4, beta: 0.01, updates: 2, group: 4}
                batch: {sequences: 2, length: 512}
                evaluation: {every: 6, data: episodes.jsonl}
                """, "held-out", "success"),
        EPISODE_GRPO_OF_TEXTS("""
                model: {checkpoint: walker}
                data: {path: episodes.jsonl, format: episodes}
                objective: {name: episode-grpo, environment: test-key-and-door, max_steps: 2, mask: tokens, action_length: 6,
                  step_cost: 0.1, shuffled_rewards: true, curriculum: 5, group: 2, averaging: episode}
                batch: {sequences: 2, length: 512}
                """, "", ""),
        EPISODE_PPO("""
                model: {checkpoint: walker}
                data: {path: episodes.jsonl, format: episodes}
                objective: {name: episode-ppo, environment: test-key-and-door, max_steps: 3, updates: 2, group: 4, repeats: false,
                  environment_options: [rooms=3]}
                batch: {sequences: 2, length: 512}
                evaluation: {every: 6, data: episodes.jsonl}
                """, "held-out", "steps"),
        KTO("""
                model: {checkpoint: llama}
                data: {path: feedback.jsonl, format: feedback}
                objective: {name: kto, beta: 0.5}
                evaluation: {every: 6, data: stories.txt, format: text}
                """, "held-out", "loss"),
        KTO_OF_PAIRS("""
                model: {checkpoint: llama}
                data: {path: preferences.jsonl, format: preference}
                objective: {name: kto, beta: 0.5}
                evaluation: {every: 6, data: preferences.jsonl}
                """, "held-out", "accuracy"),
        PPO("""
                model: {checkpoint: llama}
                data: {path: prompts.jsonl, format: prompts, field: prompt}
                objective: {name: ppo, rewards: contains, rollout_length: 6, updates: 3}
                evaluation: {every: 6, check: {path: prompts.jsonl, rewards: contains, limit: 8, length: 6}}
                """, "check", "passed"),
        PPO_BY_MODEL("""
                model: {checkpoint: llama}
                data: {path: prompts.jsonl, format: prompts, field: prompt}
                objective: {name: ppo, reward_model: scorer, rollout_length: 6, updates: 2}
                """, "", ""),
        RLOO("""
                model: {checkpoint: llama}
                data: {path: prompts.jsonl, format: prompts, field: prompt}
                objective: {name: rloo, rewards: contains, group: 4, rollout_length: 6, updates: 2, normalize: true}
                """, "", ""),
        PICTURES_AND_TEXTS("""
                model: {checkpoint: clip}
                data: {path: pictures.jsonl, format: image-text, augment: {image: {shift: 2, flip: 0.5, colour: 0.1}}}
                objective: {name: contrastive}
                batch: {sequences: 8}
                evaluation: {every: 6, data: pictures.jsonl}
                """, "held-out", "image_to_text_recall@1"),
        PICTURES_AND_TEXTS_IN_PAIRS("""
                model: {checkpoint: siglip}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: contrastive}
                batch: {sequences: 8}
                evaluation: {every: 6, data: pictures.jsonl}
                """, "held-out", "text_to_image_recall@5"),
        AUTOENCODER("""
                model: {config: vae}
                data: {path: pictures.jsonl, format: image-text, augment: {image: {background: random}}}
                objective: {name: autoencoder}
                batch: {sequences: 6, accumulation: 2}
                ema: {decay: 0.9}
                evaluation: {every: 6, data: pictures.jsonl}
                """, "held-out", "psnr"),
        DIFFUSION("""
                model: {config: unet.json}
                tokenizer: ended
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: diffusion, autoencoder: vae, text_encoder: clip, scheduler: v.json, min_snr: 5}
                batch: {sequences: 8}
                ema: {decay: 0.9}
                evaluation: {every: 6, data: pictures.jsonl, prompts: [a red disc], draw: {steps: 2}}
                """, "held-out", "loss"),
        DIFFUSION_ALONG_STRAIGHT_WAYS("""
                model: {config: unet.json}
                data: {path: pictures.jsonl, format: image-text, augment: {image: {flip: 0.5}}}
                objective: {name: diffusion, autoencoder: vae, text_encoder: clip, scheduler: flow.json, timesteps: logit-normal}
                batch: {sequences: 4, accumulation: 2}
                freeze: []
                evaluation: {every: 6, data: pictures.jsonl}
                """, "held-out", "loss"),
        OUTPUT_ALIGNMENT("""
                model: {checkpoint: omni}
                data: {path: drawings.jsonl, format: chat, field: messages}
                objective: {name: output-alignment}
                batch: {sequences: 4, length: 64}
                evaluation: {every: 6, data: drawings.jsonl}
                """, "held-out", "cosine"),
        OUTPUT_ALIGNMENT_THROUGH_GENERATOR("""
                model: {checkpoint: omni}
                data: {path: drawings.jsonl, format: chat, field: messages}
                objective: {name: output-alignment, diffusion_weight: 0.1}
                batch: {sequences: 2, length: 64, accumulation: 2}
                freeze: []
                evaluation: {every: 6, data: drawings.jsonl}
                """, "held-out", "loss"),
        GRPO_BY_MODEL("""
                model: {checkpoint: llama}
                data: {path: prompts.jsonl, format: prompts, field: prompt}
                objective: {name: grpo, reward_model: scorer, rewards: contains, group: 4, rollout_length: 6, updates: 2}
                evaluation: {every: 6, check: {path: prompts.jsonl, rewards: contains, limit: 8, length: 6, temperature: 1}}
                """, "check", "reward"),
        DPO_BY_MEANS_WITH_ANOTHER_DIVERGENCE("""
                model: {checkpoint: llama}
                data: {path: preferences.jsonl, format: preference}
                objective: {name: dpo, variant: sigmoid_norm, divergence: js_divergence, beta: 2, chosen_weight: 0.5}
                evaluation: {every: 6, data: preferences.jsonl}
                """, "held-out", "margin"),
        DPO_BY_SEVERAL_LOSSES("""
                model: {checkpoint: llama}
                data: {path: preferences.jsonl, format: preference}
                objective: {name: dpo, variant: [sigmoid, bco_pair], variant_weights: [0.8, 0.2], ld_alpha: 0.5, chosen_weight: 1}
                evaluation: {every: 6, data: preferences.jsonl}
                """, "held-out", "margin"),
        CPO("""
                model: {checkpoint: llama}
                data: {path: preferences.jsonl, format: preference}
                objective: {name: cpo, label_smoothing: 0.1}
                evaluation: {every: 6, data: preferences.jsonl}
                """, "held-out", "margin"),
        SIMPO("""
                model: {checkpoint: llama}
                data: {path: preferences.jsonl, format: preference}
                objective: {name: simpo, margin: 1}
                evaluation: {every: 6, data: preferences.jsonl}
                """, "held-out", "margin"),
        ORPO("""
                model: {checkpoint: llama}
                data: {path: preferences.jsonl, format: preference}
                objective: {name: orpo}
                evaluation: {every: 6, data: preferences.jsonl}
                """, "held-out", "margin"),
        DISTILLATION_FROM_THE_STUDENTS_SIDE("""
                model: {config: llama, init_seed: 3}
                data: {path: stories.txt}
                objective: {name: distillation, teacher: llama, direction: reverse, mixing: 0.9}
                evaluation: {every: 6, data: stories.txt}
                """, "held-out", "bits_per_byte"),
        GRPO_OF_TRLS_OTHER_SETTINGS("""
                model: {checkpoint: llama}
                data: {path: prompts.jsonl, format: prompts, field: prompt}
                objective: {name: grpo, rewards: contains, group: 4, rollout_length: 6, updates: 2, clip_high: 0.28,
                  clip_ratio: 4, importance: sequence, loss_type: dr_grpo, scale_rewards: batch, mask_truncated: true}
                evaluation: {every: 6, check: {path: prompts.jsonl, rewards: contains, limit: 8, length: 6, temperature: 1}}
                """, "check", "reward");

        private final String recipe;
        private final String evaluation;
        private final String metric;

        Case(String recipe, String evaluation, String metric) {
            this.recipe = recipe;
            this.evaluation = evaluation;
            this.metric = metric;
        }

        boolean isPolicy() {
            return Stream.of("PPO", "GRPO", "RLOO", "EPISODE").anyMatch(name()::startsWith);
        }

        String text() {
            String batch = recipe.contains("batch:") ? "" : "batch: {sequences: 4, length: 32}\n";
            return recipe + batch + """
                    optimizer: {name: adamw}
                    schedule: {name: constant, rate: 0.005}
                    checkpoint: {every: 5, keep: 10}
                    steps: 14
                    seed: 3
                    """;
        }
    }

    @ParameterizedTest
    @EnumSource
    void repeatsAndLearns(Case c) throws IOException {
        Path once = train(c);
        LedgerReader ledger = new LedgerReader(once);
        TreeMap<Long, String> hashes = new TreeMap<>(ledger.checkpointHashes());

        Path stopped = stoppedAndResumed(c);
        TreeMap<Long, String> others = new TreeMap<>(new LedgerReader(stopped).checkpointHashes());
        assertTrue(others.entrySet().containsAll(hashes.entrySet()), () -> hashes + " " + others);
        assertEquals(ledger.records(), new LedgerReader(stopped).records());
        assertEquals(ledger.evaluations(), new LedgerReader(stopped).evaluations());

        long from = hashes.firstKey();
        Replay replay = Replay.of(once, from, hashes.lastKey(), new RunSettings(2, "test"));
        assertTrue(replay.agrees(), () -> replay.differing() + " " + replay.hash());

        learns(c, ledger);
        assertTrue(Files.isDirectory(once.resolve("model")) || Files.isDirectory(once.resolve("adapter")));
    }

    /** Random numbers are of no use to who loads the adapter later. */
    @Test
    void headsThatTheCheckpointLacksAreSavedBesideTheAdapter() throws IOException {
        JsonNode config;
        try (TrainingRun run = begin(Case.TAGS_OF_NEW_HEAD_WITH_ADAPTER, "saved", 1)) {
            assertTrue(run.run(() -> false));
            config = Json.parse(run.ledger().reader().folder().resolve("adapter/adapter_config.json"));
        }
        assertEquals(
                "[\"head.dense\",\"head.norm\",\"classifier\"]",
                config.get("modules_to_save").toString());
        assertEquals("[\"Wi\",\"Wo\",\"Wqkv\"]", config.get("target_modules").toString());
    }

    @Test
    void ppoEstimatesDivergenceAsItsRecipeSays() throws IOException {
        assertNotEquals(lastCheckpoint("k1"), lastCheckpoint("k3"));
    }

    private static String lastCheckpoint(String estimator) throws IOException {
        String recipe =
                Case.PPO.text().replace("name: ppo,", "name: ppo, beta: 1.0, kl_estimator: %s,".formatted(estimator));
        try (TrainingRun run = TrainingRun.begin(
                workshop.recipe("ppo-" + estimator, recipe),
                new RunSettings(1, "test"),
                new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return new TreeMap<>(run.ledger().reader().checkpointHashes())
                    .lastEntry()
                    .getValue();
        }
    }

    private static void learns(Case c, LedgerReader ledger) throws IOException {
        List<StepRecord> records = ledger.records();
        if (c.isPolicy()) {
            for (StepRecord r : records) {
                assertTrue(r.metrics().containsKey("reward"), () -> r.toString());
            }
        } else {
            double first = mean(records.subList(0, 3));
            double last = mean(records.subList(records.size() - 3, records.size()));
            assertTrue(last < first, () -> "loss %s to %s".formatted(first, last));
        }
        List<EvaluationRecord> evaluations = ledger.evaluations();
        if (c.evaluation.isEmpty()) {
            assertTrue(evaluations.isEmpty());
            return;
        }
        assertEquals(
                List.of(0L, 6L, 12L, 14L),
                evaluations.stream().map(EvaluationRecord::step).toList());
        for (EvaluationRecord e : evaluations) {
            assertEquals(c.evaluation, e.name());
            Map<String, Double> metrics = e.metrics();
            assertNotNull(metrics.get(c.metric), metrics.toString());
            assertTrue(Double.isFinite(metrics.getOrDefault(c.metric, Double.NaN)), metrics.toString());
        }
    }

    private static double mean(List<StepRecord> records) {
        return records.stream().mapToDouble(StepRecord::loss).average().orElseThrow();
    }

    private static Path train(Case c) throws IOException {
        try (TrainingRun run = begin(c, "once", 1)) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader().folder();
        }
    }

    private static TrainingRun begin(Case c, String name, int threads) throws IOException {
        return TrainingRun.begin(
                workshop.recipe(c + "-" + name, c.text()),
                new RunSettings(threads, "test"),
                new TrainingRun.Listener() {});
    }

    private static Path stoppedAndResumed(Case c) throws IOException {
        Path ledger;
        int[] steps = {0};
        try (TrainingRun run = begin(c, "stopped", 2)) {
            ledger = run.ledger().reader().folder();
            assertFalse(run.run(() -> ++steps[0] >= STOPPED_AFTER));
        }
        try (TrainingRun run = TrainingRun.resume(ledger, new RunSettings(2, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.next() > 0);
            assertTrue(run.run(() -> false));
        }
        return ledger;
    }
}
