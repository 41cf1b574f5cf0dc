package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.report.RunResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.task.TaskSelection;
import org.menura.eval.trust.Memorisation;
import org.menura.eval.trust.RememberingModel;
import org.menura.eval.trust.TrustReport;
import org.menura.eval.trust.perturb.Perturbations;
import picocli.CommandLine.Option;

/** What is measured beside the tasks' own metrics. */
final class EvalTrustOptions {
    @Option(
            names = "--calibration",
            description =
                    "Also say how well the model knows what it knows: calibration error, Platt's curve, accuracy over coverage.")
    private boolean calibration;

    @Option(
            names = "--perturb",
            paramLabel = "NAME,…",
            description =
                    "Also ask with perturbed questions: typos[=SHARE], misspelling, space, lowercase, contraction, expansion,"
                            + " filler, synonym, mild-mix, dialect, gender-terms, gender-pronouns, names; robustness, fairness, all for several.")
    private @Nullable String perturbations;

    @Option(
            names = "--efficiency",
            arity = "0..1",
            paramLabel = "N",
            fallbackValue = "20",
            description = "Also time N requests of each task one by one (20 if no number is given), with their energy.")
    private int timed;

    @Option(
            names = "--watts",
            paramLabel = "W",
            description = "What the processor takes when busy, for an estimate of energy where it has no counters.")
    private @Nullable Double watts;

    @Option(
            names = {"--memorisation", "--memorization"},
            paramLabel = "CORPUS",
            description =
                    "Also see how much of a corpus the model says by heart: token shards, JSON lines with text or token_ids, or text.")
    private @Nullable Path corpus;

    @Option(
            names = {"--memorisation-tokens", "--memorization-tokens"},
            paramLabel = "K,L",
            split = ",",
            description = "Tokens of a sequence that are shown, and asked for (default: 32,32).")
    private List<Integer> tokens = List.of(Memorisation.TOKENS, Memorisation.TOKENS);

    @Option(
            names = {"--memorisation-sequences", "--memorization-sequences"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "Sequences of the corpus that are taken at most (default: ${DEFAULT-VALUE}).")
    private int sequences = 1000;

    /** What is wanted; wrong values end the command before a model is loaded. */
    TrustReport.Wanted wanted(Console console) {
        if (timed < 0 || watts != null && !(watts > 0) || sequences < 1) {
            throw console.wrong("--efficiency, --watts and --memorisation-sequences are numbers above 0");
        }
        if (tokens.size() != 2 || tokens.stream().anyMatch(t -> t < 1 || t > 100_000)) {
            throw console.wrong("--memorisation-tokens is two numbers with a comma between them, such as 32,32");
        }
        return new TrustReport.Wanted(
                perturbations == null ? List.of() : Perturbations.parse(perturbations),
                calibration,
                timed,
                watts,
                corpus,
                tokens.getFirst(),
                tokens.getLast(),
                sequences);
    }

    /** The model, with a memory if it will be asked the same again. */
    static EvalModel around(EvalModel model, TrustReport.Wanted wanted) {
        return wanted.again() ? new RememberingModel(model) : model;
    }

    /** Names what is measured beside tasks, as a ledger keeps it. */
    static Set<String> names(TaskSelection selection, TrustReport.Wanted wanted) {
        Set<String> names = new LinkedHashSet<>(selection.tasks().keySet());
        if (wanted.corpus() != null) {
            names.add(TrustReport.MEMORISATION);
        }
        return names;
    }

    /**
     * Measures and prints what is wanted, and writes it beside the results if those were written.
     *
     * @return the results with these figures
     */
    static RunResults report(
            Console console,
            EvalModel model,
            EvalModel remembered,
            EvaluationSettings settings,
            TaskSelection selection,
            TrustReport.Wanted wanted,
            RunResults results)
            throws IOException {
        if (!wanted.any()) {
            return results;
        }
        TrustReport report = TrustReport.measure(model, remembered, settings, selection, wanted);
        console.stream(report.markdown());
        Path file = results.file();
        if (file != null) {
            console.note("wrote " + report.write(file));
        }
        return report.into(results);
    }
}
