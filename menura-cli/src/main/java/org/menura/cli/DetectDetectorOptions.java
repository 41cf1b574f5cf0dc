package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.detect.calibrate.ModelHash;
import org.menura.detect.score.Detector;
import org.menura.detect.score.MaskFiller;
import org.menura.detect.score.PerturbationDetector;
import org.menura.detect.score.Perturber;
import org.menura.detect.score.ZeroShotDetector;
import org.menura.detect.score.ZeroShotScore;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.tensor.cpu.CpuBackend;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which detector scores texts. */
final class DetectDetectorOptions {
    private static final int USUAL_PERTURBATIONS = 10;

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The model that texts are compared with (default: the model that comes with Menura).")
    private @Nullable String model;

    @Option(
            names = {"-s", "--score"},
            paramLabel = "NAME",
            description =
                    "likelihood, rank, log-rank, entropy, lrr, fast-detect, binoculars (with --sampler), npr or detect-gpt"
                            + " (with --mask-model). Default: fast-detect, or that of the calibration.")
    private @Nullable String score;

    @Option(
            names = "--sampler",
            paramLabel = "MODEL",
            description =
                    "A second model with the same tokenizer: whose words fast-detect expects; the observer of binoculars.")
    private @Nullable String sampler;

    @Option(
            names = "--mask-model",
            paramLabel = "MODEL",
            description = "An encoder-decoder such as T5, which perturbs texts for npr and detect-gpt.")
    private @Nullable String maskModel;

    @Option(
            names = "--perturbations",
            paramLabel = "N",
            description = "Perturbed texts for npr and detect-gpt (default: 10, or as the calibration was made).")
    private @Nullable Integer perturbations;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of perturbed texts (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Tokens that are read of a text (default: 512, or as the calibration was made).")
    private @Nullable Integer maxTokens;

    /** A detector with the models that it needs. */
    static final class Opened implements AutoCloseable {
        private final List<LanguageModel> models;
        private final Detector detector;
        private final String modelHash;
        private final @Nullable String secondHash;
        private final int maxTokens;

        private Opened(
                List<LanguageModel> models,
                Detector detector,
                String modelHash,
                @Nullable String secondHash,
                int maxTokens) {
            this.models = models;
            this.detector = detector;
            this.modelHash = modelHash;
            this.secondHash = secondHash;
            this.maxTokens = maxTokens;
        }

        Detector detector() {
            return detector;
        }

        LanguageModel model() {
            return models.getFirst();
        }

        String modelHash() {
            return modelHash;
        }

        @Nullable
        String secondHash() {
            return secondHash;
        }

        int maxTokens() {
            return maxTokens;
        }

        @Override
        public void close() {
            models.forEach(LanguageModel::close);
        }
    }

    /** What to compute with. */
    CpuBackend backend() {
        return threads.backend(true);
    }

    /** Opens the detector with the usual score. */
    Opened open(Console console) {
        return open(console, null, 0, 0);
    }

    /**
     * Opens the detector.
     *
     * @param usualScore score where none is named; null for the usual one
     * @param usualTokens tokens where no number is named; 0 for the usual one
     * @param usualPerturbations perturbed texts where no number is named; 0 for the usual one
     */
    Opened open(Console console, @Nullable String usualScore, int usualTokens, int usualPerturbations) {
        if (maxTokens != null && maxTokens < 2) {
            throw console.wrong("--max-tokens must be at least 2, not " + maxTokens);
        }
        String name = score != null ? score : usualScore != null ? usualScore : ZeroShotScore.FAST_DETECT.label();
        PerturbationDetector.Kind perturbing = perturbing(name);
        if (perturbing != null && maskModel == null) {
            throw console.wrong(
                    name + " perturbs texts by an encoder-decoder that fills gaps: name one, such as T5, with"
                            + " --mask-model; the other scores need none");
        }
        if (perturbing == null && maskModel != null) {
            throw console.wrong("--mask-model belongs to npr and detect-gpt");
        }
        if (perturbing != null && sampler != null) {
            throw console.wrong("--sampler belongs to fast-detect and binoculars");
        }
        if (perturbing == null && perturbations != null) {
            throw console.wrong("--perturbations belongs to npr and detect-gpt");
        }
        int usual = usualPerturbations == 0 ? USUAL_PERTURBATIONS : usualPerturbations;
        int perturbed = perturbations == null ? usual : perturbations;
        ZeroShotScore base = perturbing == null ? ZeroShotScore.named(name) : ZeroShotScore.LIKELIHOOD;
        if (sampler != null && base != ZeroShotScore.FAST_DETECT && !base.takesTwoModels()) {
            throw console.wrong("--sampler belongs to fast-detect and binoculars, not to " + base.label());
        }
        if (sampler == null && base.takesTwoModels()) {
            throw console.wrong("binoculars compares two models with one tokenizer; name the second with --sampler");
        }
        Path path = model == null ? DefaultModel.textModel() : ModelOptions.find(model);
        Path second =
                sampler != null ? ModelOptions.find(sampler) : maskModel != null ? ModelOptions.find(maskModel) : null;
        CpuBackend ops = backend();
        List<LanguageModel> models = new ArrayList<>();
        try {
            models.add(Menura.load(path, LoadOptions.defaults().withBackend(ops)));
            if (second != null) {
                models.add(Menura.load(second, LoadOptions.defaults().withBackend(ops)));
            }
            int tokens = maxTokens == null ? usualTokens : maxTokens;
            ZeroShotDetector plain =
                    ZeroShotDetector.of(models.getFirst(), sampler == null ? null : models.getLast(), base, tokens);
            Detector detector = perturbing == null
                    ? plain
                    : new PerturbationDetector(
                            perturbing, plain, new Perturber(MaskFiller.of(models.getLast()), seed), perturbed);
            return new Opened(
                    models,
                    detector,
                    ModelHash.of(path),
                    second == null ? null : ModelHash.of(second),
                    plain.maxTokens());
        } catch (RuntimeException e) {
            models.forEach(LanguageModel::close);
            throw e;
        }
    }

    private static PerturbationDetector.@Nullable Kind perturbing(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "npr" -> PerturbationDetector.Kind.NPR;
            case "detect-gpt", "detectgpt", "perturbation" -> PerturbationDetector.Kind.DETECT_GPT;
            default -> null;
        };
    }
}
