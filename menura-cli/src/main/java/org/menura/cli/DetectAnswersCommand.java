package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.detect.hallucination.AnswerScores;
import org.menura.detect.hallucination.AnswerSets;
import org.menura.detect.hallucination.KnownAnswer;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura detect answers}: whether probabilities tell right answers from made-up ones. */
@Command(
        name = "answers",
        description = {
            "Measures whether a model's log-probabilities tell right answers from made-up ones.",
            "Reads HaluEval's questions and general answers (.jsonl) and TruthfulQA (.csv). The length of an answer, and whether the"
                    + " knowledge contains it, stand beside: in HaluEval's questions they alone tell nearly all."
        },
        footer = {
            "%nExamples:",
            "  menura detect answers halueval-qa/dev.jsonl -m Qwen3-0.6B",
            "  menura detect answers halueval-qa/dev.jsonl -m nano --no-knowledge",
            "  menura detect answers TruthfulQA.csv -m nano --limit 100"
        })
final class DetectAnswersCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Parameters(paramLabel = "FILE", description = "Answers that are known to be right or made up.")
    private Path file = Path.of("");

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The model that answers are scored by (default: the model that comes with Menura).")
    private @Nullable String model;

    @Option(names = "--no-knowledge", description = "The model does not read the knowledge that comes with a question.")
    private boolean withoutKnowledge;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "The first N questions alone (default: all).")
    private int limit;

    @Override
    public Integer call() throws IOException {
        if (limit < 0) {
            throw console.wrong("--limit is a number of questions, not " + limit);
        }
        List<KnownAnswer> answers = AnswerSets.read(file, !withoutKnowledge);
        if (limit > 0) {
            List<Integer> questions = answers.stream()
                    .map(KnownAnswer::question)
                    .distinct()
                    .limit(limit)
                    .toList();
            answers = answers.stream().filter(a -> questions.contains(a.question())).toList();
        }
        int count = answers.size();
        Path path = model == null ? DefaultModel.textModel() : ModelOptions.find(model);
        try (LanguageModel loaded =
                        Menura.load(path, LoadOptions.defaults().withBackend(threads.backend(true)));
                Bar bar = new Bar("answers")) {
            AnswerScores scores = AnswerScores.of(loaded, answers, done -> bar.stepTo(done, count));
            bar.close();
            console.stream(scores.markdown());
            Map<String, Object> results = new LinkedHashMap<>();
            for (String name : scores.names()) {
                results.put(name, scores.figures(name));
            }
            output.write(console, "detect-answers", null, path.toString(), List.of(file), results);
        }
        return ExitCode.OK;
    }
}
