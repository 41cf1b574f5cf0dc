package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.detect.measure.FigureTable;
import org.menura.detect.measure.LabelledText;
import org.menura.detect.score.Reading;
import org.menura.detect.trained.FeatureDetector;
import org.menura.detect.trained.LeaveOneOut;
import org.menura.detect.trained.StatisticsFeatures;
import org.menura.detect.trained.TrainedDetector;
import org.menura.detect.trained.WordDetector;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura detect leave-out}: detectors that learn, measured on what they have not learned from. */
@Command(
        name = "leave-out",
        description = {
            "Trains detectors on all generators, or domains, but one, and measures them on that one; each in turn.",
            "Prints length and TF-IDF with logistic regression beside logistic regression on what a language model makes of a text's"
                    + " tokens (--model) and on embeddings (--encoder). Inside one generator and domain, words alone tell nearly all, so"
                    + " that is not measured."
        },
        footer = {
            "%nExamples:",
            "  menura detect leave-out pairs.jsonl",
            "  menura detect leave-out pairs.jsonl --by domain -m nano --limit 100",
            "  menura detect leave-out pairs.jsonl --no-model --encoder all-MiniLM-L6-v2"
        })
final class DetectLeaveOutCommand implements Callable<Integer> {
    private static final int BATCH = 32;

    @Mixin
    private Console console = new Console();

    @Mixin
    private DetectDetectorOptions detectors = new DetectDetectorOptions();

    @Mixin
    private DetectSetOptions set = new DetectSetOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "generator",
            description = "What is left out: generator or domain (default: ${DEFAULT-VALUE}).")
    private LeaveOneOut.By by = LeaveOneOut.By.GENERATOR;

    @Option(names = "--no-model", description = "Without the statistics of a language model.")
    private boolean withoutModel;

    @Option(
            names = "--encoder",
            paramLabel = "MODEL",
            description = "Also logistic regression on the embeddings of this model.")
    private @Nullable String encoder;

    @Override
    public Integer call() throws IOException {
        List<LabelledText> texts = set.read(console);
        List<TrainedDetector> all = new ArrayList<>();
        all.add(FeatureDetector.ofLength(texts));
        all.add(new WordDetector());
        if (!withoutModel) {
            all.add(new FeatureDetector("statistics", statistics(texts), 1));
        }
        if (encoder != null) {
            all.add(new FeatureDetector("embeddings", embeddings(texts, ModelOptions.find(encoder)), 0.1));
        }
        FigureTable table = LeaveOneOut.measure(texts, by, all, console::note);
        console.stream(table.markdown());
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("left_out", by.name());
        results.put("cells", table.values());
        output.write(console, "detect-leave-out", null, "", List.of(set.file(console)), results);
        return ExitCode.OK;
    }

    private double[][] statistics(List<LabelledText> texts) {
        double[][] features = new double[texts.size()][];
        try (DetectDetectorOptions.Opened opened = detectors.open(console);
                Bar bar = new Bar("statistics")) {
            for (int i = 0; i < features.length; i++) {
                Reading reading = opened.detector().read(texts.get(i).text());
                features[i] = StatisticsFeatures.of(reading.statistics());
                bar.stepTo(i + 1, features.length);
            }
        }
        return features;
    }

    private double[][] embeddings(List<LabelledText> texts, Path model) {
        double[][] features = new double[texts.size()][];
        try (LanguageModel loaded = Menura.load(model, LoadOptions.defaults().withBackend(detectors.backend()));
                Bar bar = new Bar("embeddings")) {
            for (int from = 0; from < features.length; from += BATCH) {
                int to = Math.min(features.length, from + BATCH);
                List<float[]> some = loaded.embed(
                        texts.subList(from, to).stream().map(LabelledText::text).toList());
                for (int i = from; i < to; i++) {
                    float[] vector = some.get(i - from);
                    features[i] = new double[vector.length];
                    for (int f = 0; f < vector.length; f++) {
                        features[i][f] = vector[f];
                    }
                }
                bar.stepTo(to, features.length);
            }
        }
        return features;
    }
}
