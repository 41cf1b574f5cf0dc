package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.Generator;
import org.menura.generate.Session;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.model.CausalModel;
import org.menura.model.Step;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.train.data.Cursor;
import org.menura.train.data.TextEncoder;
import org.menura.train.data.TextReader;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/** What is measured during a run: the loss on held-out text, and what the model makes of some prompts. */
final class RunEvaluation {
    private static final int PROMPT_TOKENS = 64;

    /** Rows that go through the model at a time. */
    private static final int ROWS = 2048;

    private final Student student;
    private final RunText text;
    private final long every;
    private final List<Path> files;
    private final List<String> prompts;
    private final String separator;
    private final int length;
    private final @Nullable RewardEvaluation rewards;

    RunEvaluation(Recipe recipe, Options options, Student student, RunText text) {
        this.student = student;
        this.text = text;
        this.every = options.whole("every");
        this.files = options.paths("data");
        this.prompts = options.texts("prompts");
        this.separator = recipe.data().getFirst().separator();
        this.length = Math.toIntExact(recipe.batch().whole("length"));
        this.rewards = options.paths("reward_prompts").isEmpty() ? null : new RewardEvaluation(options, text);
    }

    long every() {
        return every;
    }

    /** Measures after {@code step} steps. */
    EvaluationRecord at(long step, TrainingRun.Listener listener) throws IOException {
        CausalModel model = student.as(CausalModel.class, "evaluation");
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (!files.isEmpty()) {
            measure(model, metrics);
        }
        if (rewards != null) {
            rewards.measure(model, metrics);
        }
        for (String prompt : prompts) {
            listener.wrote(prompt, continued(model, prompt));
        }
        return new EvaluationRecord(step, "held-out", metrics);
    }

    /** Mean loss per token, perplexity, and bits per byte of the files' text. */
    private void measure(CausalModel model, Map<String, Double> metrics) throws IOException {
        TextEncoder encoder =
                new TextEncoder(text.tokenizer(), true, text.tokenizer().eos().isPresent());
        double nats = 0;
        long count = 0;
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
            List<int[]> waiting = new ArrayList<>();
            int rows = 0;
            try (Cursor<String> cursor = reader(file)) {
                for (String document = cursor.next(); document != null; document = cursor.next()) {
                    int[] ids = encoder.encode(document).ids();
                    for (int from = 0; from + 1 < ids.length; from += length) {
                        int[] piece = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + length + 1));
                        waiting.add(piece);
                        rows += piece.length;
                        count += piece.length - 1;
                        if (rows >= ROWS) {
                            nats += nats(model, waiting);
                            waiting.clear();
                            rows = 0;
                        }
                    }
                }
            }
            nats += waiting.isEmpty() ? 0 : nats(model, waiting);
        }
        double loss = nats / count;
        metrics.put("loss", loss);
        metrics.put("perplexity", Math.exp(loss));
        metrics.put("bits_per_byte", nats / Math.log(2) / bytes);
        metrics.put("tokens", (double) count);
    }

    private Cursor<String> reader(Path file) {
        return (separator.isEmpty()
                        ? TextReader.whole()
                        : separator.isBlank() ? TextReader.separatedByBlankLines() : TextReader.separatedBy(separator))
                .apply(file);
    }

    private static double nats(CausalModel model, List<int[]> sequences) {
        Backend ops = model.ops();
        int[] targets = sequences.stream()
                .flatMapToInt(s -> IntStream.concat(Arrays.stream(s, 1, s.length), IntStream.of(-1)))
                .toArray();
        try (Backend.Scope _ = ops.scope()) {
            Tensor losses = ops.crossEntropy(model.forward(Step.whole(sequences.toArray(int[][]::new))), targets);
            double sum = 0;
            for (float l : losses.toFloats()) {
                sum += l;
            }
            return sum;
        }
    }

    private String continued(CausalModel model, String prompt) {
        Tokenizer tokenizer = text.tokenizer();
        Generator.Options options = new Generator.Options(
                PROMPT_TOKENS,
                tokenizer.eos().stream().boxed().collect(Collectors.toSet()),
                List.of(),
                Generator.NO_LOG_PROBS);
        return new Generator(tokenizer)
                .generate(
                        new Session(model),
                        tokenizer.encode(prompt, true, false),
                        new Sampler(SamplingParams.greedy()),
                        options,
                        null)
                .text();
    }
}
