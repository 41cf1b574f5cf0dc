package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.menura.eval.code.CodeBenchmark;
import org.menura.eval.code.CodeEval;
import org.menura.eval.code.CodeProblem;
import org.menura.eval.code.PythonPrograms;
import org.menura.eval.code.Verdict;
import org.menura.eval.model.EvalModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura eval code}: runs programs that a model writes. */
@Command(
        name = "code",
        description = {
            "Lets a model write programs and runs them against tests, each in a sandbox: pass@k.",
            "FILE is HumanEval.jsonl, mbpp.jsonl, or of one of their forms. Nothing is run on this machine outside of"
                    + " a sandbox; see docs/sandbox.md."
        },
        footer = {
            "%nExamples:",
            "  menura eval code HumanEval.jsonl -m Qwen3-0.6B",
            "  menura eval code HumanEval.jsonl -m Qwen3-0.6B --answers 20 -k 1,10",
            "  menura eval code mbpp.jsonl --solutions"
        })
final class EvalCodeCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Parameters(paramLabel = "FILE", description = "Problems, as JSON lines.")
    private Path file = Path.of("");

    @Option(
            names = {"-n", "--answers"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Answers to each problem (default: 1).")
    private int answers = 1;

    @Option(
            names = "-k",
            paramLabel = "K,…",
            split = ",",
            description = "The k of pass@k (default: 1, 10 and 100 as far as there are answers).")
    private List<Integer> ks = List.of(1, 10, 100);

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 for the most likely answer (default); more than one answer needs about 0.8.")
    private double temperature;

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "N",
            defaultValue = "0",
            description = "The first N problems.")
    private int limit;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "What a program may take (default: 3).")
    private double timeout = 3;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "0",
            description = "Programs that run at a time (default: half of the processors).")
    private int atOnce;

    @Option(
            names = "--allow-weaker-sandbox",
            description = "Where this machine has no sandbox, run programs with limits alone; what is missing is said.")
    private boolean weaker;

    @Option(
            names = "--solutions",
            description = "Run the problems' own solutions instead of a model's: a test of the machine.")
    private boolean solutions;

    @Option(names = "--show-failed", description = "Say of each problem that failed why.")
    private boolean failed;

    private String modelName = "";

    @Override
    public Integer call() throws IOException {
        if (answers < 1 || limit < 0 || atOnce < 0 || !(timeout > 0) || temperature < 0) {
            throw console.wrong("--answers and --timeout are above 0; --limit, --at-once and --temperature not below");
        }
        if (answers > 1 && temperature == 0) {
            throw console.wrong(
                    "%d answers at temperature 0 are all the same; give --temperature 0.8".formatted(answers));
        }
        List<CodeProblem> all = CodeProblem.read(file);
        List<CodeProblem> problems = limit == 0 ? all : all.subList(0, Math.min(limit, all.size()));
        CodeEval code = new CodeEval(
                PythonPrograms.open(Duration.ofMillis(Math.round(1000 * timeout)), weaker),
                atOnce == 0 ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : atOnce);
        console.note("sandbox: " + code.guarantees());
        CodeBenchmark.Outcome outcome = solutions ? solved(problems, code) : written(problems, code);
        print(outcome, all.size());
        output.write(
                console, "code", null, solutions ? "solutions of the set" : modelName, List.of(file), outcome.values());
        return ExitCode.OK;
    }

    private CodeBenchmark.Outcome written(List<CodeProblem> problems, CodeEval code) {
        try (EvalModel asked = model.open(console)) {
            modelName = asked.name();
            return CodeBenchmark.run(asked, problems, answers, temperature, ks, code);
        }
    }

    private static CodeBenchmark.Outcome solved(List<CodeProblem> problems, CodeEval code) {
        List<List<String>> programs =
                problems.stream().map(p -> List.of(p.program(p.solution()))).toList();
        List<List<Verdict>> verdicts =
                code.verdicts(problems.stream().map(CodeProblem::tests).toList(), programs);
        return new CodeBenchmark.Outcome(problems, CodeEval.passAtK(verdicts, List.of(1)), verdicts, programs);
    }

    private void print(CodeBenchmark.Outcome outcome, int all) {
        int n = outcome.problems().size();
        List<String> ends = new ArrayList<>();
        outcome.counts().forEach((how, count) -> ends.add(count + " " + how));
        console.line("%s: %d problems%s, %d programs: %s"
                .formatted(
                        file.getFileName(),
                        n,
                        n < all ? " of " + all + " (--limit)" : "",
                        outcome.verdicts().stream().mapToInt(List::size).sum(),
                        String.join(", ", ends)));
        for (Map.Entry<String, Double> value : outcome.passAtK().entrySet()) {
            console.line("%-8s %.4f".formatted(value.getKey(), value.getValue()));
        }
        for (int p = 0; failed && p < n; p++) {
            for (Verdict verdict : outcome.verdicts().get(p)) {
                if (!verdict.passed()) {
                    console.line("%s: %s".formatted(outcome.problems().get(p).id(), verdict.result()));
                }
            }
        }
    }
}
