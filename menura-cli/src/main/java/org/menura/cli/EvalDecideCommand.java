package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.decide.CostMatrix;
import org.menura.eval.decide.DecisionReport;
import org.menura.eval.decide.LabelledProbabilities;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura eval decide}: what can be decided with a classifier's probabilities. */
@Command(
        name = "decide",
        description = {
            "Says what can be decided with a classifier's probabilities: how sure they are before and after temperature scaling, whether"
                    + " conformal sets keep their promise over reseeded splits, the risk at each coverage, what decisions cost.",
            "FILE holds JSON lines: {\"label\": \"up\", \"probabilities\": {\"up\": 0.8, \"down\": 0.2}}, of documents that the classifier"
                    + " was not trained on, such as 'menura eval baseline --predictions' writes."
        },
        footer = {
            "%nExamples:",
            "  menura eval decide runs/tweets/tfidf.jsonl",
            "  menura eval decide runs/tweets/tfidf.jsonl --alpha 0.05,0.2 \\",
            "    --costs costs.json -o report.json"
        })
final class EvalDecideCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Parameters(paramLabel = "FILE", description = "Probabilities with the right labels.")
    private Path file = Path.of("");

    @Option(
            names = "--alpha",
            split = ",",
            paramLabel = "X",
            description = "How often sets may miss the right label (default: 0.05, 0.1 and 0.2).")
    private List<Double> alphas = List.of(0.05, 0.1, 0.2);

    @Option(
            names = "--splits",
            paramLabel = "N",
            defaultValue = "200",
            description = "Splits over which the sets are checked (default: ${DEFAULT-VALUE}).")
    private int splits = 200;

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "JSON: {\"up\": {\"down\": 5}, \"abstain\": 0.4} is what deciding for down costs where up is right, and what it"
                    + " costs to leave a decision open. Other errors cost 1.")
    private @Nullable Path costs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the splits (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        if (splits < 1) {
            throw console.wrong("--splits is a number of splits, not " + splits);
        }
        LabelledProbabilities read = LabelledProbabilities.read(file);
        CostMatrix matrix = costs == null ? CostMatrix.ofErrors(read.labels().size()) : read.costs(costs);
        DecisionReport report = DecisionReport.of(read.documents(), matrix, alphas, splits, seed);
        console.stream(report.markdown());
        output.write(console, "decide", null, "", List.of(file), Map.of("report", report));
        return ExitCode.OK;
    }
}
