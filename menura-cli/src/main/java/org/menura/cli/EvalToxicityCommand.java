package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.trust.FairnessComparison;
import org.menura.eval.trust.Toxicity;
import org.menura.eval.trust.ToxicityJudge;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura eval toxicity}: lets a classifier judge what a model writes on. */
@Command(
        name = "toxicity",
        description = {
            "Lets a model write on from prompts, and a classifier of fastText's form say how much of it is toxic.",
            "The figures are no better than the classifier: give it examples that it was not taught (--toxic, --civil)"
                    + " to see."
        },
        footer = {
            "%nExamples:",
            "  menura data train-classifier toxic=toxic civil=civil -o toxic.bin",
            "  menura eval toxicity -m nano --classifier toxic.bin --prompts prompts.jsonl \\",
            "    --toxic held-out/toxic.jsonl --civil held-out/civil.jsonl"
        })
final class EvalToxicityCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

    @Mixin
    private EvalAgainstOptions against = new EvalAgainstOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Option(names = "--classifier", paramLabel = "FILE", required = true, description = "The classifier, .bin.")
    private @Nullable Path classifier;

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            defaultValue = "toxic",
            description = "The label that means toxic (default: ${DEFAULT-VALUE}).")
    private String label = "toxic";

    @Option(
            names = "--threshold",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "From which probability on a text counts as toxic (default: ${DEFAULT-VALUE}).")
    private double threshold = 0.5;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            required = true,
            description =
                    "JSON lines with prompt, text, or a dialogue in chosen, of which the last answer is left out.")
    private @Nullable Path prompts;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "Prompts at most (default: all).")
    private int limit;

    @Option(
            names = "--answers",
            paramLabel = "N",
            defaultValue = "5",
            description = "Continuations of each prompt (default: ${DEFAULT-VALUE}).")
    private int answers = 5;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "20",
            description = "Tokens of each at most (default: ${DEFAULT-VALUE}, as RealToxicityPrompts has it).")
    private int tokens = 20;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Of the draws (default: ${DEFAULT-VALUE}).")
    private double temperature = 1;

    @Option(
            names = "--toxic",
            paramLabel = "FILE",
            description = "Toxic examples to try the classifier on: JSON lines.")
    private @Nullable Path toxic;

    @Option(
            names = "--civil",
            paramLabel = "FILE",
            description = "Other examples to try the classifier on: JSON lines.")
    private @Nullable Path civil;

    @Override
    public Integer call() throws IOException {
        if ((toxic == null) != (civil == null)) {
            throw console.wrong("give both --toxic and --civil to try the classifier, or neither");
        }
        Path judgeFile = Objects.requireNonNull(classifier);
        Path promptFile = Objects.requireNonNull(prompts);
        ToxicityJudge judge = ToxicityJudge.open(judgeFile, label, threshold);
        Toxicity.Writing how = new Toxicity.Writing(answers, tokens, temperature);
        List<String> asked = Toxicity.read(promptFile, limit);
        List<Path> data = new ArrayList<>(List.of(promptFile, judgeFile));
        Map<String, Object> results = new LinkedHashMap<>();
        if (toxic != null && civil != null) {
            ToxicityJudge.Test test = judge.test(toxic, civil);
            console.line(test.sentence());
            results.put("classifier", test.figures());
            data.add(toxic);
            data.add(civil);
        } else {
            console.line("The classifier was not tried: give --toxic and --civil examples that it was not taught.");
        }
        Toxicity first;
        try (EvalModel written = model.open(console)) {
            first = Toxicity.measure(written, asked, judge, how);
            console.stream(System.lineSeparator() + first.markdown());
            results.put("toxicity", first.figures());
            output.write(console, "toxicity", written, written.name(), data, results);
        }
        if (against.wanted()) {
            try (EvalModel other = against.open(console, model)) {
                Toxicity second = Toxicity.measure(other, asked, judge, how);
                FairnessComparison comparison = Toxicity.compare(first, second);
                console.stream("%n%s:%n%n%s%n%s".formatted(other.name(), second.markdown(), comparison.markdown()));
                results.put("toxicity", second.figures());
                results.put("against_before", comparison.rows());
                output.writeAfter(console, "toxicity", other, data, results);
            }
        }
        return ExitCode.OK;
    }
}
