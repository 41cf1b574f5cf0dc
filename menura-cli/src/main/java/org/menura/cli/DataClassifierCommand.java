package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.data.fasttext.TrainerSettings;
import org.menura.data.tag.ClassifierTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura data train-classifier}. */
@Command(
        name = "train-classifier",
        description = {
            "Trains a classifier of documents, as fastText does, and tries it on examples that are held out.",
            "The file is one that fastText reads; the same examples, options and seed give the same bytes."
        },
        footer = {"%nExample:", "  menura data train-classifier good=curated bad=crawl -o quality.bin"})
final class DataClassifierCommand implements Callable<Integer> {
    private static final TrainerSettings USUAL = TrainerSettings.DEFAULT;

    @Mixin
    private Console console = new Console();

    @Parameters(
            arity = "2..*",
            paramLabel = "LABEL=DOCUMENTS",
            description = "Examples of a label: a folder, file or pattern; also several of a label.")
    private List<String> examples = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The classifier, .bin.")
    private @Nullable Path output;

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            description = "Share of examples to try it on (default: ${DEFAULT-VALUE}).")
    private double heldOut = 0.1;

    @Option(
            names = "--lr",
            paramLabel = "X",
            description = "Learning rate at the beginning (default: ${DEFAULT-VALUE}).")
    private double learningRate = USUAL.learningRate();

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the examples (default: ${DEFAULT-VALUE}).")
    private int epochs = USUAL.epochs();

    @Option(names = "--dim", paramLabel = "N", description = "Width of the vectors (default: ${DEFAULT-VALUE}).")
    private int dim = USUAL.dim();

    @Option(names = "--min-count", paramLabel = "N", description = "Least count of a word (default: ${DEFAULT-VALUE}).")
    private int minCount = USUAL.minCount();

    @Option(
            names = "--word-ngrams",
            paramLabel = "N",
            description = "Longest n-gram of words (default: ${DEFAULT-VALUE}).")
    private int wordNgrams = USUAL.wordNgrams();

    @Option(
            names = "--minn",
            paramLabel = "N",
            description = "Shortest n-gram of characters (default: ${DEFAULT-VALUE}).")
    private int minn = USUAL.minn();

    @Option(
            names = "--maxn",
            paramLabel = "N",
            description = "Longest n-gram of characters (default: ${DEFAULT-VALUE}, none).")
    private int maxn = USUAL.maxn();

    @Option(names = "--bucket", paramLabel = "N", description = "Rows that n-grams share (default: ${DEFAULT-VALUE}).")
    private int bucket = USUAL.bucket();

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            description = "softmax, one_vs_all, negative_sampling or hierarchical_softmax (default: softmax).")
    private String loss = "softmax";

    @Option(names = "--seed", paramLabel = "N", description = "Of first vectors and order (default: ${DEFAULT-VALUE}).")
    private long seed = USUAL.seed();

    @Override
    public Integer call() {
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw console.wrong("--held-out must be from 0 to less than 1, not " + heldOut);
        }
        Map<String, List<String>> byLabel = new LinkedHashMap<>();
        for (String example : examples) {
            int equals = example.indexOf('=');
            String label = equals < 0 ? "" : example.substring(0, equals);
            if (!label.matches("\\S+") || equals == example.length() - 1) {
                throw console.wrong("'%s' isn't of the form LABEL=DOCUMENTS".formatted(example));
            }
            byLabel.computeIfAbsent(label, l -> new ArrayList<>()).add(example.substring(equals + 1));
        }
        ClassifierTraining.Result result = ClassifierTraining.train(byLabel, heldOut, settings());
        result.model().save(Objects.requireNonNull(output));
        console.line("%s: %,d examples".formatted(output, result.trained()));
        if (result.heldOut() > 0) {
            console.line(String.format(
                    Locale.ROOT,
                    "right for %,d of %,d held out (%.1f %%)",
                    result.right(),
                    result.heldOut(),
                    100.0 * result.right() / result.heldOut()));
            console.line(String.format(
                    Locale.ROOT,
                    "the most frequent label alone would be right for %.1f %%",
                    100.0
                            * result.byLabel().values().stream()
                                    .mapToLong(counts -> counts[0])
                                    .max()
                                    .orElse(0)
                            / result.heldOut()));
            result.byLabel()
                    .forEach((label, counts) -> console.line(String.format(
                            Locale.ROOT,
                            "  %-20s precision %.3f, recall %.3f, %,d held out",
                            label,
                            counts[1] == 0 ? 0 : (double) counts[2] / counts[1],
                            counts[0] == 0 ? 0 : (double) counts[2] / counts[0],
                            counts[0])));
        }
        return ExitCode.OK;
    }

    private TrainerSettings settings() {
        Loss kind;
        try {
            kind = Loss.valueOf(loss.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw console.wrong("--loss must be softmax, one_vs_all, negative_sampling or hierarchical_softmax");
        }
        return new TrainerSettings(
                learningRate, epochs, dim, minCount, 0, wordNgrams, minn, maxn, bucket, kind, USUAL.negatives(), seed);
    }
}
