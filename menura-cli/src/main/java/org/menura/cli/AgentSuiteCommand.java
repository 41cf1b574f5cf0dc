package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.train.ledger.CodeInfo;
import org.menura.world.Suites;
import org.menura.world.report.SuiteJob;
import org.menura.world.report.SuiteJson;
import org.menura.world.report.SuiteResults;
import org.menura.world.report.SuiteTable;
import org.menura.world.suite.NullAgent;
import org.menura.world.suite.OracleAgent;
import org.menura.world.suite.RandomAgent;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteAgent;
import org.menura.world.suite.SuiteRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura agent suite}: measures an agent by the tasks of a suite. */
@Command(
        name = "suite",
        description = {
            "Measures an agent by the tasks of a suite. Beside it stand what is reached by giving up at once (null), by drawing at"
                    + " random among the answers of the form asked for (random), and by the reference solutions (oracle).",
            "Without a name, the suites are listed."
        },
        footer = {
            "%nExamples:",
            "  menura agent suite",
            "  menura agent suite bfcl --data bfcl --agent random",
            "  menura agent suite bfcl --data bfcl --agent Qwen3-0.6B --limit 10 -o results",
            "  menura agent suite compare results/free results/forced"
        },
        subcommands = {AgentSuiteCompareCommand.class})
final class AgentSuiteCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private SuiteMindOptions minds = new SuiteMindOptions();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The suite (default: list them).")
    private @Nullable String name;

    @Option(names = "--data", paramLabel = "FOLDER", description = "The folder with the files of the suite.")
    private @Nullable Path data;

    @Option(
            names = {"-a", "--agent"},
            paramLabel = "AGENT",
            description =
                    "null, random, oracle, or a model: a Hugging Face folder, a GGUF file, the name of a model that was"
                            + " pulled, or the address of an API like OpenAI's, with its model behind a #: http://localhost:8080/v1#qwen"
                            + " (default: null).")
    private String agent = "null";

    @Option(
            names = {"-k", "--trials"},
            paramLabel = "K",
            defaultValue = "1",
            description = "Trials of each task, for pass^k and pass@k (default: ${DEFAULT-VALUE}).")
    private int trials = 1;

    @Option(
            names = {"-L", "--limit"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Take the first N tasks of each group only (default: all).")
    private int limit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1234",
            description = "Seed of the worlds and of what is drawn (default: ${DEFAULT-VALUE}).")
    private long seed = 1234;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "8",
            description = "Trials at a time; a local model computes them in one batch (default: ${DEFAULT-VALUE}).")
    private int parallel = 8;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "Set an option of the suite; the list of suites names them.")
    private Map<String, String> options = new TreeMap<>();

    @Option(names = "--json", description = "Print the results as JSON.")
    private boolean json;

    @Option(
            names = {"-o", "--output-path"},
            paramLabel = "FOLDER",
            description = "Write results and all trials below this folder, and go on with a run that was killed.")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LuceneLog.quiet();
        if (name == null) {
            for (Suite suite : Suites.all()) {
                console.line("%-20s %s".formatted(suite.name(), suite.description()));
                suite.options()
                        .forEach((option, meaning) ->
                                console.line("%-20s   --option %s=…: %s".formatted("", option, meaning)));
            }
            return ExitCode.OK;
        }
        Suite suite = Suites.named(name).with(options);
        if (data == null) {
            throw console.wrong("say which folder holds the suite %s: --data FOLDER".formatted(name));
        }
        if (trials < 1 || limit < 0 || parallel < 1) {
            throw console.wrong("--trials and --parallel are at least 1, --limit is at least 0");
        }
        var program =
                CodeInfo.current(new Version().getVersion()[0], minds.engine()).facts();
        SuiteResults results;
        try (SuiteAgent asked = agent();
                EvalProgress progress = new EvalProgress(asked.name(), console)) {
            SuiteJob.Options job = new SuiteJob.Options(
                    suite,
                    data,
                    new SuiteRunner.Settings(trials, seed, limit, parallel),
                    options.isEmpty() ? minds.stamp(agent) : minds.stamp(agent) + new TreeMap<>(options),
                    output,
                    program);
            results = new SuiteJob(asked, job)
                    .run((of, done, known, all) -> progress.answered("trials of " + of, done, known, all));
        }
        console.stream(json ? SuiteJson.of(results, program) : SuiteTable.markdown(results));
        return ExitCode.OK;
    }

    private SuiteAgent agent() throws IOException {
        return switch (agent) {
            case "null" -> new NullAgent();
            case "random" -> new RandomAgent();
            case "oracle" -> new OracleAgent();
            default -> minds.open(agent, console);
        };
    }
}
