package org.menura.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.yaml.Yaml;

/** Each mistake in a recipe gives one sentence with its line and key. */
class BadRecipeTest {
    private static final String GOOD = "model: {config: c}\ndata: {path: a}\nsteps: 10\n";

    private static final String PAIRS = "model: {config: c}\ndata: {path: a, format: preference}\nsteps: 10\n";

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("c"), "{}");
        Files.writeString(folder.resolve("a"), "a");
    }

    @Test
    void unknownKeys() {
        fails("optimiser: {}", "line 4: optimiser is no key of a recipe; did you mean optimizer?");
        fails("batch:\n  lenght: 3", "line 5: batch.lenght is no key of a recipe; did you mean batch.length?");
        fails("ema: {zzzzzzzz: 3}", "line 4: ema.zzzzzzzz is no key of a recipe; known are decay");
    }

    @Test
    void keysOfAnotherVariant() {
        fails(
                "optimizer: {name: adamw, momentum: 0.9}",
                "line 4: optimizer.momentum goes with sgd, muon, not with adamw");
        fails(
                "objective: {group: 4}",
                "line 4: objective.group goes with grpo, rloo, episode-grpo, episode-ppo, not with causal-lm");
    }

    @Test
    void settingsOfPreferencesThatDoNotGoTogether() {
        whole(
                PAIRS + "objective: {name: dpo, variant: aot, divergence: js_divergence}",
                "r.yaml, line 4: objective.divergence goes with losses of the margin alone, not with aot; leave it out");
        whole(
                PAIRS + "objective: {name: dpo, variant: robust, label_smoothing: 0.6}",
                "r.yaml, line 4: objective.label_smoothing does not go with the variant robust: labelSmoothing is 0.6;"
                        + " the robust loss needs it from 0 to below 0.5");
        whole(
                PAIRS + "objective: {name: dpo, beta: 0}",
                "r.yaml, line 4: objective.beta must be above 0, such as 0.1; with 0 nothing would be learned");
        whole(
                PAIRS + "objective: {name: dpo, variant: [sigmoid, bco_pair], variant_weights: 0.8}",
                "r.yaml, line 4: objective.variant_weights has 1 numbers for 2 variants; give one for each");
        whole(
                PAIRS + "objective: {name: dpo, variant: [sigmoid, ipo]}",
                "r.yaml, line 4: objective.variant has variants that take the mean over an answer's tokens (ipo,"
                        + " sigmoid_norm) beside others that take the sum; leave out the ones or the others");
        whole(
                PAIRS + "objective: {name: dpo, variant: aot, weighting: true}",
                "r.yaml, line 4: objective.weighting does not go with aot, whose losses are of no pair; leave it out");
        fails(
                "schedule: {name: cosine-stepped, rate: 0.1, start: 0.2}",
                "line 4: schedule.start is 0.2, above the rate 0.1");
    }

    @Test
    void wrongTypes() {
        fails("seed: many", "line 4: seed must be a whole number from -9223372036854775808 on, not 'many'");
        fails("recompute: 1", "line 4: recompute must be true or false, not 1");
        fails("batch: {length: 1.5}", "line 4: batch.length must be a whole number from 1 to 16777216, not 1.5");
        fails("batch: 3", "line 4: batch must be keys and values, not 3");
        fails("schedule: {rate: [1]}", "line 4: schedule.rate must be a number of at least 0, not a list");
        fails("freeze: [{a: b}]", "line 4: freeze[0] must be a text, not keys and values");
        fails("output: 2026", "line 4: output must be the path of a folder to write, not 2026");
    }

    @Test
    void valuesOutOfRange() {
        fails("batch: {sequences: 0}", "line 4: batch.sequences must be a whole number from 1 to 1048576, not 0");
        fails("ema: {decay: 1}", "line 4: ema.decay must be a number of at least 0 and below 1, not 1");
        fails("schedule: {rate: .inf}", "line 4: schedule.rate must be a number of at least 0, not .inf");
        fails(
                "checkpoint: {every: 99999999999999999999}",
                "line 4: checkpoint.every must be a whole number from 1 on, not 99999999999999999999");
        fails("adapter: {dropout: 1}", "line 4: adapter.dropout must be a number of at least 0 and below 1, not 1");
        fails("precision: bf61", "line 4: precision must be one of float32, bf16, not 'bf61'; did you mean bf16?");
        fails("precision: int", "line 4: precision must be one of float32, bf16, not 'int'");
    }

    @Test
    void whatIsMissing() {
        whole(
                "data: {path: a}\nsteps: 1",
                "r.yaml: model needs config for a new model, or checkpoint for one that is there");
        whole(
                "model: {config: c}\nsteps: 1",
                "r.yaml: data is missing; it is a list, each keys and values: A source of examples.");
        whole("model: {config: c}\ndata: []\nsteps: 1", "r.yaml, line 2: data names no source");
        whole("model: {config: c}\ndata: {path: a}", "r.yaml: steps or epochs must be given, and not both");
        fails("epochs: 1", "line 3: steps or epochs must be given, and not both");
        whole(
                GOOD + "objective: {name: distillation}",
                "r.yaml: objective.teacher is missing; it is the path of a file or folder: The folder of the model to learn from.");
    }

    @Test
    void whatDoesNotFit() {
        fails(
                "schedule: {warmup: 2, warmup_share: 0.1}",
                "line 4: schedule.warmup_share goes not with warmup; give one of them");
        fails("schedule: {warmup: 11}", "line 4: schedule.warmup is 11, longer than the run of 10 steps");
        fails("schedule: {rate: 1, minimum: 2}", "line 4: schedule.minimum is 2.0, above the rate 1.0");
        whole(
                GOOD + "objective: {name: dpo}",
                "r.yaml: data[0].format is text, from which dpo can't learn; it takes preference");
        fails("tokenizer: nowhere", "line 4: tokenizer names " + folder.resolve("nowhere") + ", which is not there");
    }

    @Test
    void tasksInSequence() {
        String task = "{name: x, data: {path: a}, evaluation: a, steps: 5}";
        String start = "model: {config: c}\ntasks: ";
        whole(start + "[" + task + ", " + task + "]", "r.yaml, line 2: tasks[1].name is 'x', as another task's");
        whole(start + task + "\nsteps: 3", "r.yaml, line 3: steps goes not beside tasks, each of which has its own");
        whole(
                start + task + "\ndata: {path: a}",
                "r.yaml, line 3: data goes not beside tasks, each of which has its own");
        whole(
                start + task + "\nprotection: {name: adapters}",
                "r.yaml: adapter is missing, of which protection by adapters makes one for each task");
        whole(
                start + task + "\nprotection: {name: ewx}",
                "r.yaml, line 3: protection.name must be one of none, replay, ewc, adapters, not 'ewx'; did you mean ewc?");
        whole(
                start + task + "\nprotection: {name: ewc, share: 0.5}",
                "r.yaml, line 3: protection.share goes with replay, not with ewc");
        whole(
                start + task + "\nobjective: {name: grpo, rewards: number}",
                "r.yaml, line 3: objective.name is grpo, which learns no tasks in sequence; these do: causal-lm,"
                        + " masked-lm, span-corruption, code-pretraining, token-classification, sequence-classification, seq2seq, sft");
        whole(
                start + "{name: x, data: {path: a}, evaluation: a}",
                "r.yaml: tasks[0].steps or epochs must be given, and not both");
    }

    @Test
    void whatPoliciesNeed() {
        whole(
                GOOD.replace("path: a", "path: a, format: prompts") + "objective: {name: grpo}",
                "r.yaml: objective.rewards or objective.reward_model must be given");
        whole(
                GOOD.replace("path: a", "path: a, format: feedback") + "objective: {name: kto}\nbatch: {sequences: 1}",
                "r.yaml, line 5: batch.sequences must be at least 2 with kto, which compares answers of a batch");
    }

    @Test
    void nothingIsExpandedOrRun() {
        fails("output: !!javax.script.ScriptEngineManager []", "line 4: tags (!name) are not read; remove it");
        fails("freeze: [&a x, *a]", "line 4: aliases (*name) are not read; write the value out");
        assertEquals(
                folder.resolve("${HOME}"),
                Recipe.parse(GOOD + "output: ${HOME}", "r.yaml", folder).output());
    }

    @Test
    void yamlIsBounded() {
        fails("freeze: " + "[".repeat(30) + "]".repeat(30), "line 4: nested more than 20 deep");
        String deep = "freeze: " + "[".repeat(100_000);
        assertThrows(FormatException.class, () -> Recipe.parse(GOOD + deep, "r.yaml", folder));
        StringBuilder bomb = new StringBuilder("a: &a [x, x]\n");
        for (char c = 'b'; c < 'z'; c++) {
            bomb.append("%c: &%c [*%c, *%c]%n".formatted(c, c, c - 1, c - 1));
        }
        whole(bomb.toString(), "r.yaml, line 2: aliases (*name) are not read; write the value out");
        whole(
                "#".repeat(Yaml.MAX_BYTES + 1),
                "r.yaml has more than the 1048576 characters that a recipe may have; is it the right file?");
    }

    @Test
    void yamlIsWellFormed() {
        fails("seed: 1\nseed: 2", "line 5: 'seed' is given twice, first in line 4");
        fails("---\nseed: 2", "line 5: a second document begins here; a recipe is one document");
        whole("- a", "r.yaml holds no keys and values; is it a recipe?");
        whole("", "r.yaml is empty where a recipe is needed");
        String message = assertThrows(FormatException.class, () -> Recipe.parse(GOOD + "a: [b", "r.yaml", folder))
                .getMessage();
        assertTrue(message.matches("r.yaml, line [45]: not valid YAML: .+"), message);
    }

    private void fails(String more, String problem) {
        whole(GOOD + more, "r.yaml, " + problem);
    }

    private void whole(String text, String message) {
        assertEquals(
                message,
                assertThrows(FormatException.class, () -> Recipe.parse(text, "r.yaml", folder))
                        .getMessage());
    }
}
