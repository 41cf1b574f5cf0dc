package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.data.LabelledText;
import org.menura.eval.baseline.BaselineData;
import org.menura.eval.baseline.BaselineFiles;
import org.menura.eval.baseline.Folds;
import org.menura.eval.baseline.MethodScores;
import org.menura.eval.baseline.Tagger;
import org.menura.eval.baseline.TaggingBaselines;
import org.menura.eval.baseline.TextBaselines;
import org.menura.eval.decide.LabelledProbabilities;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura eval baseline}: what a neural model's figures are to be held against. */
@Command(
        name = "baseline",
        description = {
            "Fits baselines to a file and scores them on another, or by cross-validation, with 95 %% intervals.",
            "Tagged sentences (.tsv, .conll, .txt: a word and its tag a line; .jsonl with tokens and tags): dictionary, crf, crf+vectors, and, for a model that was taught to tag, encoder and crf+encoder (their product)."
                    + " Labelled texts (.csv, .jsonl): majority, tfidf (with logistic regression), vectors, tfidf+vectors, and, for a model"
                    + " that was taught the classes, classifier and tfidf+classifier (their product).",
            "The last score is compared with the first method's on the same documents."
        },
        footer = {
            "%nExamples:",
            "  menura eval baseline --train train.tsv --test devel.tsv",
            "  menura eval baseline --train train.tsv --test devel.tsv \\",
            "    --methods crf,crf+vectors --vectors all-MiniLM-L6-v2 --layers 2,5",
            "  menura eval baseline --train tweets.csv --folds 5 --seeds 3 \\",
            "    --predictions runs/tweets",
            "  menura eval baseline --train pairs.jsonl --folds 5 --group-field group \\",
            "    --text-field evidence --second-field claim",
            "  menura eval baseline --train train.csv --save runs/baselines",
            "  menura eval baseline --load runs/baselines/tfidf.json --test other.csv"
        })
final class EvalBaselineCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalBaselineOptions options = new EvalBaselineOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Option(names = "--train", paramLabel = "FILE", description = "What the methods are fitted to.")
    private @Nullable Path train;

    @Option(names = "--test", paramLabel = "FILE", description = "What they are scored on.")
    private @Nullable Path test;

    @Option(
            names = "--folds",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Instead of --test: cross-validation of texts, each class spread evenly over N folds, or by --group-field.")
    private int folds;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often the folds are dealt out anew (default: ${DEFAULT-VALUE}).")
    private int seeds = 1;

    @Option(
            names = "--save-folds",
            paramLabel = "FOLDER",
            description =
                    "With --folds: write those dealt out first, train-K.jsonl and held-out-K.jsonl with text, second and label, for models that are to be taught.")
    private @Nullable Path saveFolds;

    @Option(
            names = "--load",
            paramLabel = "FILE",
            description = "A baseline that --save wrote, instead of --train; several may be given.")
    private List<Path> load = List.of();

    @Option(
            names = "--save",
            paramLabel = "FOLDER",
            description = "Write the fitted baselines, a file for each method.")
    private @Nullable Path save;

    @Option(
            names = "--predictions",
            paramLabel = "FOLDER",
            description = "Write the probabilities of texts, a file for each method, for 'menura eval decide'.")
    private @Nullable Path predictions;

    @Override
    public Integer call() throws IOException {
        Path fitted = train;
        Path measured = test;
        if (load.isEmpty() == (fitted == null)) {
            throw console.wrong("give --train FILE to fit baselines, or --load FILE for those that were saved");
        }
        if ((measured == null) == (folds == 0) && save == null) {
            throw console.wrong("give --test FILE or --folds N, and not both");
        }
        if (seeds < 1 || folds < 0 || folds > 0 && !load.isEmpty()) {
            throw console.wrong("--folds and --seeds are for cross-validation of texts with --train, and at least 1");
        }
        if (saveFolds != null && folds == 0) {
            throw console.wrong("--save-folds needs --folds N");
        }
        if (fitted == null) {
            return loaded(measured);
        }
        boolean tags = BaselineData.isTagged(fitted);
        if (tags && folds > 0) {
            throw console.wrong(
                    "--folds is for labelled texts; sentences of one document would come into several folds");
        }
        return tags ? tags(fitted, measured) : folds > 0 ? folds(fitted) : texts(fitted, measured);
    }

    private int tags(Path fitted, @Nullable Path measured) throws IOException {
        List<String> methods = options.taggers();
        if (save != null && methods.stream().anyMatch(m -> m.endsWith("encoder"))) {
            throw console.wrong("--save writes dictionaries and CRFs; a model that was taught is saved already");
        }
        Map<String, Tagger> taggers = options.tagging().fit(methods, BaselineData.tagged(fitted));
        Path folder = save;
        for (Map.Entry<String, Tagger> entry : taggers.entrySet()) {
            if (folder != null) {
                BaselineFiles.write(file(folder, entry.getKey(), ".json"), entry.getValue());
            }
        }
        if (measured != null) {
            show(TaggingBaselines.score(taggers, BaselineData.tagged(measured)), List.of(fitted, measured));
        }
        return ExitCode.OK;
    }

    private int texts(Path fitted, @Nullable Path measured) throws IOException {
        TextBaselines baselines = options.taught(options.texts(console), 1);
        List<LabelledText> rows = options.read(fitted);
        List<String> methods = options.classifiers();
        Path folder = save;
        for (String method : methods) {
            if (folder != null && !method.equals("majority") && !method.endsWith("classifier")) {
                BaselineFiles.write(file(folder, method, ".json"), baselines.fit(method, rows));
            }
        }
        if (measured != null) {
            Map<String, LabelledProbabilities> all = new LinkedHashMap<>();
            List<LabelledText> unseen = options.read(measured);
            methods.forEach(method -> all.put(method, baselines.predict(method, rows, unseen)));
            write(all, "");
            show(TextBaselines.score(all), List.of(fitted, measured));
        }
        return ExitCode.OK;
    }

    private int folds(Path fitted) throws IOException {
        TextBaselines baselines = options.texts(console);
        List<LabelledText> rows = options.read(fitted);
        IntFunction<Folds> dealer = options.dealer(fitted, rows, folds);
        List<List<MethodScores>> runs = new ArrayList<>();
        if (saveFolds != null) {
            BaselineFiles.writeFolds(saveFolds, dealer.apply(1), rows);
        }
        for (int seed = 1; seed <= seeds; seed++) {
            TextBaselines own = options.taught(baselines, seed);
            Folds dealt = dealer.apply(seed);
            Map<String, LabelledProbabilities> all = new LinkedHashMap<>();
            options.classifiers().forEach(method -> all.put(method, own.crossValidate(method, rows, dealt)));
            write(all, seeds == 1 ? "" : "-" + seed);
            runs.add(TextBaselines.score(all));
            console.stream("%d folds, seed %d%n%n%s%n".formatted(folds, seed, MethodScores.markdown(runs.getLast())));
        }
        if (seeds > 1) {
            console.stream(MethodScores.overSeeds(runs));
        }
        output.write(
                console,
                "baseline",
                null,
                "",
                List.of(fitted),
                Map.of("runs", runs.stream().map(MethodScores::values).toList()));
        return ExitCode.OK;
    }

    private int loaded(@Nullable Path measured) throws IOException {
        if (measured == null) {
            throw console.wrong("--load needs --test FILE");
        }
        if (BaselineData.isTagged(measured)) {
            Map<String, Tagger> taggers = new LinkedHashMap<>();
            for (Path file : load) {
                taggers.put(name(file), BaselineFiles.readTagger(file, options::backend));
            }
            show(TaggingBaselines.score(taggers, BaselineData.tagged(measured)), List.of(measured));
            return ExitCode.OK;
        }
        Map<String, LabelledProbabilities> all = new LinkedHashMap<>();
        List<LabelledText> rows = options.read(measured);
        for (Path file : load) {
            all.put(name(file), TextBaselines.predict(BaselineFiles.readClassifier(file, options::backend), rows));
        }
        write(all, "");
        show(TextBaselines.score(all), List.of(measured));
        return ExitCode.OK;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
    }

    private static Path file(Path folder, String method, String ending) throws IOException {
        Files.createDirectories(folder);
        return folder.resolve(method + ending);
    }

    private void write(Map<String, LabelledProbabilities> all, String ending) throws IOException {
        Path folder = predictions;
        for (Map.Entry<String, LabelledProbabilities> entry : all.entrySet()) {
            if (folder != null) {
                entry.getValue().write(file(folder, entry.getKey(), ending + ".jsonl"));
            }
        }
    }

    private void show(List<MethodScores> scores, List<Path> data) throws IOException {
        console.stream(MethodScores.markdown(scores));
        output.write(console, "baseline", null, "", data, MethodScores.values(scores));
    }
}
