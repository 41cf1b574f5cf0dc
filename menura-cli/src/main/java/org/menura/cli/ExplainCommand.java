package org.menura.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.train.explain.Explainer;
import org.menura.train.explain.Explanation;
import org.menura.train.explain.TrainingNeighbours;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.run.RunExamples;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura explain}: shows what made a model say something. */
@Command(
        name = "explain",
        description = {
            "Shows which tokens made a model say something, or which training examples are nearest to a text.",
            "Integrated gradients sum to the log-probability that they explain, and the gap is printed; attention"
                    + " rollout shows where attention goes, which is not always what decides."
        },
        footer = {
            "%nExamples:",
            "  menura explain nano -p 'Once upon a time' -n 3",
            "  menura explain nano -p 'The dog' --answer ' ran' --form html -o why.html",
            "  menura explain nano -p 'The dog' -n 5 --form chat -o why.json",
            "  menura explain runs/pretrain -p 'The dog ran to the boat' --nearest gradient"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int SHOWN = 90;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(paramLabel = "MODEL", description = "A decoder, or the folder of a training run.")
    private String model = "";

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            required = true,
            description = "What the model reads; with --nearest, the text whose neighbours are wanted.")
    private String prompt = "";

    @Option(
            names = "--answer",
            paramLabel = "TEXT",
            description = "What is explained (default: what the model writes).")
    private @Nullable String answer;

    @Option(
            names = {"-n", "--tokens"},
            paramLabel = "N",
            defaultValue = "5",
            description = "Tokens that the model writes (default: ${DEFAULT-VALUE}).")
    private int tokens = 5;

    @Option(names = "--adapter", paramLabel = "FOLDER", description = "An adapter over the model, in PEFT's format.")
    private @Nullable Path adapter;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = Explanation.GRADIENTS,
            description = "integrated-gradients or attention-rollout (default: ${DEFAULT-VALUE}).")
    private String method = Explanation.GRADIENTS;

    @Option(
            names = "--baseline",
            paramLabel = "KIND",
            defaultValue = "mean",
            description = "What attributions are measured from: mean (of all embeddings) or zero (default:"
                    + " ${DEFAULT-VALUE}).")
    private String baseline = "mean";

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "Share that may stay unexplained before more points are taken (default: ${DEFAULT-VALUE}).")
    private double tolerance = 0.01;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            defaultValue = "table",
            description =
                    "table, json, html, or chat, which the page of `menura serve` imports (default: ${DEFAULT-VALUE}).")
    private String form = "table";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where it goes (default: to the terminal).")
    private @Nullable Path output;

    @Option(
            names = "--nearest",
            paramLabel = "BY",
            description = "Find the training examples of a run that are nearest: embedding or gradient.")
    private @Nullable String nearest;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "5",
            description = "Examples that are shown (default: ${DEFAULT-VALUE}).")
    private int count = 5;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Examples that are looked at, drawn if there are more (default: ${DEFAULT-VALUE}).")
    private int examples = 1000;

    @Option(
            names = "--checkpoints",
            paramLabel = "N",
            defaultValue = "3",
            description = "The last checkpoints whose gradients are compared (default: ${DEFAULT-VALUE}).")
    private int checkpoints = 3;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the draw of examples (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        if (nearest != null) {
            return neighbours(nearest);
        }
        if (!List.of(Explanation.GRADIENTS, Explanation.ROLLOUT).contains(method)) {
            throw console.wrong(
                    "--method is %s or %s, not %s".formatted(Explanation.GRADIENTS, Explanation.ROLLOUT, method));
        }
        if (!List.of("table", "json", "html", "chat").contains(form)) {
            throw console.wrong("--form is table, json, html or chat, not " + form);
        }
        if (!List.of("mean", "zero").contains(baseline) || tokens < 1 || !(tolerance > 0)) {
            throw console.wrong("--baseline is mean or zero, --tokens at least 1, --tolerance above 0");
        }
        Path run = Path.of(model);
        Path at = LedgerReader.isLedger(run) ? run.resolve("model") : ModelOptions.find(model);
        Explainer explainer = Explainer.open(at, adapter, threads.backend(true));
        int[] written = answer == null
                ? explainer.greedy(explainer.read(prompt), tokens)
                : explainer.tokenizer().encode(answer, false, false);
        Explanation explanation = Explanation.of(
                explainer,
                prompt,
                written,
                method,
                baseline.equals("zero") ? Explainer.Baseline.ZERO : Explainer.Baseline.MEAN,
                tolerance);
        write(
                switch (form) {
                    case "json" -> explanation.json().toPrettyString() + "\n";
                    case "html" -> explanation.html();
                    case "chat" -> explanation.chat("Explanation: " + method).toPrettyString() + "\n";
                    default -> table(explanation);
                });
        return ExitCode.OK;
    }

    private void write(String text) throws IOException {
        if (output == null) {
            console.stream(text);
        } else {
            OutputFile.write(output, text.getBytes(StandardCharsets.UTF_8));
            console.wrote(output, "wrote " + output);
        }
    }

    private static String table(Explanation explanation) {
        StringBuilder out = new StringBuilder("| token | to the whole answer |");
        explanation.written().forEach(w -> out.append(" %s |".formatted(shown(w.text()))));
        out.append("\n|---|---:|")
                .append("---:|".repeat(explanation.written().size()))
                .append('\n');
        double[] whole = explanation.ofPrompt();
        for (int i = 0; i < whole.length; i++) {
            out.append(String.format(
                    Locale.ROOT, "| %s | %+.4f |", shown(explanation.read().get(i)), whole[i]));
            for (Explanation.Written token : explanation.written()) {
                out.append(String.format(Locale.ROOT, " %+.4f |", token.scores()[i]));
            }
            out.append('\n');
        }
        out.append("| log-probability | |");
        explanation.written().forEach(w -> out.append(String.format(Locale.ROOT, " %.4f |", w.logProbability())));
        out.append('\n');
        if (explanation.method().equals(Explanation.GRADIENTS)) {
            out.append("| unexplained | |");
            explanation.written().forEach(w -> out.append(String.format(Locale.ROOT, " %+.4f |", w.gap())));
            out.append('\n');
        }
        return out.toString();
    }

    private static String shown(String token) {
        return token.replace("|", "\\|").replace("\n", "⏎").replace(' ', '␣');
    }

    private int neighbours(String by) throws IOException {
        if (!by.equals("embedding") && !by.equals("gradient")) {
            throw console.wrong("--nearest is embedding or gradient, not " + by);
        }
        if (count < 1 || checkpoints < 1) {
            throw console.wrong("--count and --checkpoints are at least 1");
        }
        Path run = Path.of(model);
        if (!Files.isDirectory(run) || !LedgerReader.isLedger(run)) {
            throw new FormatException(
                    "%s is no training run, whose ledger says what it learned from; name the folder of one"
                            .formatted(model));
        }
        TrainingNeighbours search =
                new TrainingNeighbours(RunExamples.open(run, threads.runSettings()), examples, seed);
        List<TrainingNeighbours.Neighbour> found = by.equals("gradient")
                ? search.byGradient(prompt, count, checkpoints)
                : search.byEmbedding(prompt, count);
        console.line(
                "| example | %s | cosine | begins |".formatted(by.equals("gradient") ? "influence" : "similarity"));
        console.line("|---|---:|---:|---|");
        for (TrainingNeighbours.Neighbour n : found) {
            String text = n.text().replaceAll("\\s+", " ").replace("|", "\\|").strip();
            console.line(String.format(
                    Locale.ROOT,
                    "| %s | %.4g | %.4f | %s |",
                    n.place(),
                    n.score(),
                    n.cosine(),
                    text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text));
        }
        console.line("%nOf %,d examples that were looked at.".formatted(search.looked()));
        return ExitCode.OK;
    }
}
