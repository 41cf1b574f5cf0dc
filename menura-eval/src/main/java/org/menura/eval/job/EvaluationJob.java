package org.menura.eval.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.report.ResultsJson;
import org.menura.eval.report.RunResults;
import org.menura.eval.run.AnswerJournal;
import org.menura.eval.run.DurableModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.task.TaskSelection;
import org.menura.format.Sha256;
import org.menura.format.json.Json;
import org.menura.train.energy.EnergyMeter;
import org.menura.train.energy.EnergySettings;
import org.menura.train.energy.EnergyUse;
import org.menura.train.ledger.FigureLedger;

/**
 * An evaluation from its tasks to its files. A job that is killed keeps the answers that it had; the same job goes on
 * there, and its results are the same to the last byte.
 */
public final class EvaluationJob {
    /**
     * What becomes of results.
     *
     * @param output a folder, or a file that ends in .json; null to write nothing, and to keep nothing of a job that is killed
     * @param samples whether each document is written with what was asked and answered
     * @param metrics whether there are metrics; otherwise answers alone are written
     * @param base the folder that the tasks' relative files lie below
     * @param program facts about the program, by name
     */
    public record Options(
            @Nullable Path output, boolean samples, boolean metrics, Path base, Map<String, String> program) {}

    /** What metrics, filters and prompts are those of. */
    private static final String METRICS = "lm-evaluation-harness 0.4.13, CPython 3.11";

    private final EvalModel model;
    private final ModelFacts facts;
    private final TaskSelection tasks;
    private final EvaluationSettings settings;
    private final Options options;

    /**
     * Prepares a job.
     *
     * @param facts of the model
     */
    public EvaluationJob(
            EvalModel model, ModelFacts facts, TaskSelection tasks, EvaluationSettings settings, Options options) {
        this.model = model;
        this.facts = facts;
        this.tasks = tasks;
        this.settings = settings;
        this.options = options;
    }

    /**
     * Runs the job.
     *
     * @return the results, with their file if they were written
     * @throws org.menura.format.FormatException if the model can't answer what a task asks, or a task is wrong
     */
    public RunResults run(DurableModel.Progress progress) {
        return run(progress, _ -> {});
    }

    /**
     * Runs the job, and shows what came of it as it is in memory, with all documents, whether they are written or not.
     *
     * @return the results, with their file if they were written
     * @throws org.menura.format.FormatException if the model can't answer what a task asks, or a task is wrong
     */
    public RunResults run(DurableModel.Progress progress, Consumer<EvaluationResults> seen) {
        Instant begin = Instant.now();
        long start = System.nanoTime();
        Path output = options.output;
        if (output == null) {
            EvaluationResults results = evaluate(null, progress);
            seen.accept(results);
            return new RunResults(null, Json.parse(json(results), "the results"));
        }
        ResultFiles files = new ResultFiles(output, facts.folderName(), LocalDateTime.now());
        AnswerJournal journal = AnswerJournal.open(files.journal(key()));
        try (EnergyMeter meter = EnergyMeter.start(null)) {
            int known = journal.size();
            EvaluationResults results = evaluate(journal, progress);
            seen.accept(results);
            ObjectNode times = JsonNodeFactory.instance
                    .objectNode()
                    .put("started", begin.truncatedTo(ChronoUnit.MILLIS).toString())
                    .put("seconds", (System.nanoTime() - start) / 1e9)
                    .put("answers", journal.size())
                    .put("answers_of_earlier_runs", known);
            RunResults written = files.write(
                    json(results), results, options.samples || !options.metrics, times.toPrettyString() + "\n");
            journal.delete();
            record(written, meter);
            return written;
        } finally {
            journal.close();
        }
    }

    private EvaluationResults evaluate(@Nullable AnswerJournal journal, DurableModel.Progress progress) {
        EvaluationSettings asked = options.metrics ? settings : settings.withAnswersOnly();
        return new Evaluator(new DurableModel(model, journal, progress), asked).evaluate(tasks);
    }

    /** Adds the figures to the ledger beside the results, for cards. */
    private void record(RunResults results, EnergyMeter meter) {
        Path file = Objects.requireNonNull(results.file());
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try {
            ResultFigures.append(results, folder, facts, options.program);
            EnergyUse use = meter.use(EnergySettings.UNKNOWN);
            FigureLedger.append(folder, "energy", "evaluation", use.figures(), use.facts());
        } catch (IOException e) {
            throw new UncheckedIOException("the figures can't be added to " + FigureLedger.in(folder), e);
        }
    }

    /** Says which answers belong to the job: those of the same model, tasks and settings. */
    private String key() {
        String all = facts.stamp()
                + '\0'
                + tasks.tasks().keySet()
                + '\0'
                + settings
                + '\0'
                + new TreeMap<>(options.program).get("version")
                + '\0'
                + DataHashes.of(tasks, options.base);
        return Sha256.of(all.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    private String json(EvaluationResults results) {
        SequencedMap<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("model", facts.source());
        config.putAll(facts.facts());
        config.put("limit", settings.limit());
        if (!settings.samples().isEmpty()) {
            config.put("samples", new TreeMap<>(settings.samples()));
        }
        config.put("num_fewshot", settings.shots());
        config.put("bootstrap_iters", settings.bootstrapIterations());
        config.put("gen_kwargs", settings.generation().isEmpty() ? null : settings.generation());
        config.put("fewshot_seed", settings.exampleSeed());
        config.put("apply_chat_template", settings.chat());
        SequencedMap<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("config", config);
        out.put("git_hash", options.program.getOrDefault("commit", "unknown"));
        out.put("menura", new LinkedHashMap<>(options.program));
        out.put("metric_version", METRICS);
        out.put("data_hashes", DataHashes.of(tasks, options.base));
        out.put("model_source", facts.source());
        out.put("model_name", facts.name());
        out.put("model_name_sanitized", facts.folderName());
        String system = settings.system();
        out.put("system_instruction", system);
        out.put("system_instruction_sha", system == null ? null : Sha256.of(system.getBytes(StandardCharsets.UTF_8)));
        out.put("fewshot_as_multiturn", settings.multiturn());
        return ResultsJson.results(results, out, options.metrics);
    }
}
