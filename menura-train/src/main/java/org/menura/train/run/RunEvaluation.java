package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.Forgetting;
import org.menura.train.measure.Metric;
import org.menura.train.media.Augmentation;
import org.menura.train.recipe.Recipe;
import org.menura.train.recipe.TaskSpec;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Policies;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TaskAdapters;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.DiffusionModel;

/**
 * The evaluations during a run: held-out data, answers that a program checks, what the model makes of some prompts; and
 * in a sequence of tasks, all tasks after each.
 */
final class RunEvaluation {
    private static final int PROMPT_TOKENS = 64;

    private final RunContext run;
    private final long every;
    private final List<String> prompts;
    private final RunSamples samples;
    private final SequencedMap<String, Metric> usual = new LinkedHashMap<>();
    private final SequencedMap<String, Metric> ofTasks = new LinkedHashMap<>();

    /** The evaluations that a recipe asks for. */
    RunEvaluation(Recipe recipe, RunContext run, TrainingData.Maker data) {
        this.run = run;
        Objective objective = recipe.objectiveType();
        Options options = recipe.evaluation().orElse(null);
        this.every = options == null ? Long.MAX_VALUE : options.whole("every");
        this.samples = RunSamples.of(recipe);
        this.prompts = options == null ? List.of() : options.texts("prompts");
        if (options != null) {
            heldOut(recipe)
                    .ifPresent(source ->
                            usual.put("held-out", objective.metric(run, source, data.of(List.of(source), "held-out"))));
            Augmentation looks = recipe.allData().getFirst().augmentation().plain();
            options.optionalPart("check").ifPresent(check -> usual.put("check", Policies.metric(run, check, looks)));
        }
        List<TaskSpec> tasks = recipe.tasks();
        for (int i = 0; i < tasks.size(); i++) {
            TaskSpec task = tasks.get(i);
            DataSource source = task.data()
                    .getFirst()
                    .heldOut(task.evaluation(), task.data().getFirst().format());
            Metric measure = objective.metric(run, source, data.of(List.of(source), "held-out-" + task.name()));
            ofTasks.put(Forgetting.PREFIX + task.name(), withAdapter(i, measure));
        }
    }

    /** Returns the held-out data of the usual evaluation. */
    static Optional<DataSource> heldOut(Recipe recipe) {
        return recipe.evaluation()
                .filter(e -> !e.paths("data").isEmpty())
                .map(e -> heldOut(recipe, e, e.paths("data")));
    }

    private static DataSource heldOut(Recipe recipe, Options options, List<Path> files) {
        DataSource first = recipe.allData().getFirst();
        String format = options.has("format") ? options.text("format") : format(first, files);
        if (format.equals("prompts")) {
            throw new FormatException("evaluation.data has the format of the first source, prompts; give"
                    + " evaluation.format, or name the files in evaluation.check.path");
        }
        return first.heldOut(files, format);
    }

    /** Plain text tells of any language model what it predicts, whatever it learns from. */
    static String format(DataSource first, List<Path> files) {
        boolean spoken =
                List.of("chat", "jsonl", "preference", "prompts", "feedback").contains(first.format());
        boolean plain = files.stream().allMatch(f -> f.toString().matches(".*\\.txt(\\.gz)?"));
        return spoken && plain ? "text" : first.format();
    }

    /** A task is measured with its own adapter, if there is one for each. */
    private Metric withAdapter(int task, Metric measure) {
        TaskAdapters adapters = run.student().adapters();
        if (adapters == null || adapters.all().size() == 1) {
            return measure;
        }
        return () -> {
            int before = adapters.active();
            adapters.use(task);
            try {
                return measure.now();
            } finally {
                adapters.use(before);
            }
        };
    }

    /** Returns whether the usual evaluations are due after a step. */
    boolean isDue(long step) {
        return step % every == 0;
    }

    /** Returns whether there is an evaluation at the end of a run. */
    boolean hasUsual() {
        return !usual.isEmpty() || !prompts.isEmpty();
    }

    /** Takes each record as soon as it is measured. */
    @FunctionalInterface
    interface Sink {
        void take(EvaluationRecord record) throws IOException;
    }

    /**
     * The usual evaluations.
     *
     * @param known names of those that are recorded already
     * @param folder the ledger's folder, in which pictures of prompts are drawn
     */
    void usual(long step, List<String> known, Path folder, TrainingRun.Listener listener, Sink sink)
            throws IOException {
        measure(usual, step, known, Map.of(), sink);
        if (run.student().model() instanceof DiffusionModel model) {
            for (int i = 0; i < prompts.size(); i++) {
                listener.wrote(prompts.get(i), samples.draw(model, prompts.get(i), folder, step, i));
            }
            return;
        }
        for (String prompt : prompts) {
            listener.wrote(prompt, continued(run.decoder(), prompt));
        }
    }

    /**
     * Evaluates all tasks, after one has been learned.
     *
     * @param learned how many have been
     */
    void tasks(long step, int learned, List<String> known, Sink sink) throws IOException {
        measure(ofTasks, step, known, Map.of(Forgetting.LEARNED, (double) learned), sink);
    }

    private static void measure(
            SequencedMap<String, Metric> measures, long step, List<String> known, Map<String, Double> more, Sink sink)
            throws IOException {
        List<String> names = new ArrayList<>(measures.keySet());
        names.removeAll(known);
        for (String name : names) {
            Metric measure = measures.get(name);
            if (measure != null) {
                Map<String, Double> metrics = new LinkedHashMap<>(more);
                metrics.putAll(measure.now());
                sink.take(new EvaluationRecord(step, name, metrics));
            }
        }
    }

    private String continued(CausalModel model, String prompt) {
        Tokenizer tokenizer = run.text().tokenizer();
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
