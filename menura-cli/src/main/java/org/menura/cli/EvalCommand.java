package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.checkpoint.CheckpointSweep;
import org.menura.eval.job.EvaluationJob;
import org.menura.eval.job.ModelFacts;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.multimodal.MediaModel;
import org.menura.eval.report.ResultsTable;
import org.menura.eval.report.RunResults;
import org.menura.eval.run.ModelChoice;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskSelection;
import org.menura.eval.trust.TrustReport;
import org.menura.generate.LoadOptions;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.train.ledger.CodeInfo;
import org.menura.train.ledger.LedgerReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura eval}: measures a model by tasks. */
@Command(
        name = "eval",
        description = {
            "Measures a model by tasks, with the numbers of lm-evaluation-harness.",
            "Tasks are the YAML files that lm-evaluation-harness has, with rows from local files. Options are spelled"
                    + " with - or _. Without --tasks a few small ones are taken that come with Menura."
        },
        footer = {
            "%nExamples:",
            "  menura eval",
            "  menura eval Qwen3-0.6B --include-path tasks --tasks arc_easy -o results",
            "  menura eval http://localhost:8080/v1 --include-path tasks --tasks gsm8k",
            "  menura eval --model local-chat-completions \\",
            "    --model-args base_url=http://localhost:8080/v1,model=nano \\",
            "    --apply-chat-template --include-path tasks --tasks gsm8k",
            "  menura eval runs/pretrain --all-checkpoints --tasks story_endings",
            "  menura eval --config evaluation.yaml",
            "  menura eval tasks --include-path tasks",
            "  menura eval compare results/a results/b"
        },
        subcommands = {
            EvalTasksCommand.class,
            EvalValidateCommand.class,
            EvalCompareCommand.class,
            EvalCodeCommand.class,
            EvalOlmesCommand.class,
            EvalDomainsCommand.class,
            EvalFairnessCommand.class,
            EvalToxicityCommand.class,
            EvalBaselineCommand.class,
            EvalDecideCommand.class
        })
final class EvalCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private TemplateOption template = new TemplateOption();

    @Mixin
    private EvalTaskOptions tasks = new EvalTaskOptions();

    @Mixin
    private EvalSettingsOptions settings = new EvalSettingsOptions();

    @Mixin
    private EvalTrustOptions trust = new EvalTrustOptions();

    @Mixin
    private EvalSubjectOptions subject = new EvalSubjectOptions();

    @Mixin
    private EvalHarnessOptions harness = new EvalHarnessOptions();

    @Option(
            names = {"-C", "--config"},
            paramLabel = "FILE",
            description = "Options from a YAML file, by their names: those of the command line win.")
    private @Nullable Path config;

    @Option(
            names = {"--as-run", "--as_run"},
            description =
                    "Compute as `menura run` does: activations are rounded to what suits the weights. Faster, and the"
                            + " numbers are those of the model as it is used; otherwise float32 throughout.")
    private boolean asRun;

    @Option(
            names = {"-o", "--output-path", "--output_path"},
            paramLabel = "PATH",
            description =
                    "Write results_DATE.json, .md and .html below this folder, and go on with a run that was killed.")
    private @Nullable Path output;

    @Option(
            names = {"-s", "--log-samples", "--log_samples"},
            description = "Also write what each document asked and what the model answered.")
    private boolean samples;

    @Option(
            names = {"-x", "--predict-only", "--predict_only"},
            description = "Only write the answers, without metrics.")
    private boolean predictOnly;

    @Option(
            names = {"-w", "--write-out", "--write_out"},
            description = "Print the first document's prompt and target of each task.")
    private boolean writeOut;

    @Option(
            names = {"--show-config", "--show_config"},
            description = "Print the results as JSON first, with the settings of each task.")
    private boolean showConfig;

    @Option(
            names = {"--check-integrity", "--check_integrity"},
            description = "First try the tasks without the model, as `menura eval validate` does.")
    private boolean checkIntegrity;

    @Option(
            names = {"--all-checkpoints", "--all_checkpoints"},
            description = "MODEL is the folder of a training run: measure all of its checkpoints, into its ledger, with"
                    + " plots.")
    private boolean allCheckpoints;

    @Override
    public Integer call() throws IOException {
        if (config != null) {
            EvalConfigFile.apply(config, console.spec());
        }
        harness.check(console);
        if ((samples || predictOnly) && output == null) {
            throw console.wrong("--log-samples and --predict-only write files; say where with --output-path");
        }
        template.check();
        String model = subject.name(console, tasks);
        TaskSelection selection = tasks.selection(console);
        if (checkIntegrity) {
            EvalValidateCommand.check(selection);
        }
        return allCheckpoints ? sweep(model, selection) : measure(model, selection);
    }

    private int measure(@Nullable String name, TaskSelection selection) throws IOException {
        TrustReport.Wanted wanted = trust.wanted(console);
        ModelChoice choice = subject.choice(name, tasks.isMedia());
        CpuBackend ops = threads.backend(!asRun);
        ModelChoice.Loading loading = new ModelChoice.Loading(
                LoadOptions.defaults().withBackend(ops),
                subject.batch(console),
                settings.modelSeed(),
                template.source(),
                System.getenv());
        try (EvalModel model = shown(choice.open(ModelOptions::find, loading), ops);
                EvalProgress progress = new EvalProgress(model.name(), console)) {
            EvalModel remembered = EvalTrustOptions.around(model, wanted);
            EvaluationJob job = job(remembered, ModelFacts.of(model), selection, output, ops);
            List<String> prompts = new ArrayList<>();
            RunResults results = job.run(progress, evaluated -> prompts.addAll(EvalPrompts.of(evaluated)));
            progress.close();
            print(results, prompts);
            EvalTrustOptions.report(console, model, remembered, settings.settings(), selection, wanted, results);
        }
        return ExitCode.OK;
    }

    /** The model with eyes and ears, where tasks are about pictures and sounds. */
    private EvalModel shown(EvalModel model, CpuBackend ops) {
        Path folder = tasks.isMedia() ? tasks.mediaFolder(console) : null;
        return folder == null ? model : MediaModel.of(model, folder, tasks.judge(ops));
    }

    private EvaluationJob job(
            EvalModel model, ModelFacts facts, TaskSelection selection, @Nullable Path folder, CpuBackend ops)
            throws IOException {
        Map<String, String> program =
                CodeInfo.current(new Version().getVersion()[0], ops.engine()).facts();
        return new EvaluationJob(
                model,
                facts,
                selection,
                settings.settings(),
                new EvaluationJob.Options(folder, samples, !predictOnly, tasks.base(), program));
    }

    private void print(RunResults results, List<String> prompts) {
        settings.settings().samples().keySet().stream()
                .filter(task -> !results.tasks().containsKey(task))
                .forEach(task -> console.note("--samples names %s, which is none of the tasks".formatted(task)));
        if (showConfig) {
            console.line(results.json().toPrettyString());
        }
        if (writeOut) {
            prompts.forEach(console::line);
        }
        console.stream(ResultsTable.markdown(results));
        if (results.file() != null) {
            console.note("wrote " + results.file());
        }
    }

    private int sweep(@Nullable String name, TaskSelection selection) throws IOException {
        TrustReport.Wanted wanted = trust.wanted(console);
        Path run = Path.of(subject.choice(name, tasks.isMedia()).name());
        if (!LedgerReader.isLedger(run)) {
            throw console.wrong(
                    "--all-checkpoints takes the folder of a training run, which holds ledger.json; %s is none"
                            .formatted(run));
        }
        CpuBackend ops = threads.backend(!asRun);
        CheckpointSweep sweep = new CheckpointSweep(
                run,
                threads.runSettings(),
                LoadOptions.defaults().withBackend(ops),
                new LocalModel.Options(0, subject.batch(console), settings.modelSeed()));
        Path results = output == null ? run.resolve("eval") : output;
        Set<String> names = EvalTrustOptions.names(selection, wanted);
        Path plots = sweep.measure(
                names,
                (model, step) -> {
                    try (EvalProgress progress = new EvalProgress("step " + step, console)) {
                        EvalModel remembered = EvalTrustOptions.around(model, wanted);
                        RunResults measured = job(
                                        remembered,
                                        ModelFacts.of(model),
                                        selection,
                                        results.resolve("step-" + step),
                                        ops)
                                .run(progress);
                        progress.close();
                        return EvalTrustOptions.report(
                                console, model, remembered, settings.settings(), selection, wanted, measured);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                (step, records, wasKnown) -> {
                    console.line("step %,d%s".formatted(step, wasKnown ? ", measured before" : ""));
                    records.forEach(r -> console.line("  " + EvalPrompts.line(r)));
                });
        console.note("plots in " + plots);
        return ExitCode.OK;
    }

    /** What is measured when nothing is said. */
    static List<String> usualTasks() {
        return List.of(OwnTasks.GROUP);
    }
}
