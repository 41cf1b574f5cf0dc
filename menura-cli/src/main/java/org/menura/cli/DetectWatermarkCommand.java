package org.menura.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.detect.calibrate.HumanText;
import org.menura.detect.calibrate.TextFolder;
import org.menura.detect.watermark.BayesianDetector;
import org.menura.detect.watermark.BayesianFile;
import org.menura.detect.watermark.BayesianTrainer;
import org.menura.detect.watermark.SynthIdText;
import org.menura.detect.watermark.WatermarkDetector;
import org.menura.format.OutputFile;
import org.menura.format.gguf.GgufFile;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.Watermark;
import org.menura.generate.watermark.SynthIdWatermark;
import org.menura.generate.watermark.Watermarks;
import org.menura.model.load.ModelSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura detect watermark}: whether texts have a watermark whose key is known. */
@Command(
        name = "watermark",
        description = {
            "Looks for a watermark in texts, by its key and the tokenizer of the model that would have written them.",
            "The answer is a p-value: how often texts without this watermark have a statistic as high. Nothing is said of texts without"
                    + " a watermark or with another one. Give texts without their prompts."
        },
        footer = {
            "%nExamples:",
            "  menura detect watermark kgw:key=7 -m gemma-3-270m -f answer.txt",
            "  menura detect watermark mark.json -m gemma-3-270m --ids -p '9312 531 36577'",
            "  menura detect watermark w.json -m nano --marked m/ --plain p/ --weights b.json",
            "  menura detect watermark w.json -m nano --weights b.json -f answer.txt"
        })
final class DetectWatermarkCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(
            paramLabel = "SPEC",
            description = "The watermark, as --watermark of `menura run` takes it: kgw:key=7, or a JSON file.")
    private String spec = "";

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "MODEL",
            description = "The model that would have written the texts; only its tokenizer is read.")
    private String model = "";

    @Mixin
    private DetectTextOptions texts = new DetectTextOptions();

    @Option(names = "--ids", description = "The texts are ids of tokens, separated by blanks or commas.")
    private boolean ids;

    @Option(
            names = "--vocabulary",
            paramLabel = "N",
            description = "Number of logits of the model, where its files don't say it.")
    private @Nullable Integer vocabulary;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "Weights of a Bayesian detector of SynthID-Text: read (also a folder that transformers saved a BayesianDetectorModel"
                            + " in), or with --marked and --plain learned and written.")
    private @Nullable Path weights;

    @Option(
            names = "--marked",
            paramLabel = "PATH",
            description = "Texts with the watermark, to learn the weights from.")
    private @Nullable Path marked;

    @Option(names = "--plain", paramLabel = "PATH", description = "Texts without it, of the same kind and length.")
    private @Nullable Path plain;

    @Option(names = "--json", description = "Print a JSON object a text.")
    private boolean json;

    private @Nullable Tokenizer tokenizer;
    private int logits;

    @Override
    public Integer call() throws IOException {
        Watermark mark = mark();
        Path path = ModelOptions.find(model);
        Tokenizer known = ModelTokenizer.tokenizer(path);
        tokenizer = known;
        if (marked != null || plain != null) {
            learn(mark);
        }
        List<HumanText> given = texts.isGiven() || marked == null ? texts.read(console) : List.of();
        if (given.isEmpty() && marked == null) {
            throw console.wrong("which text? give -p TEXT or -f FILE");
        }
        BayesianDetector bayesian = weights == null ? null : BayesianFile.read(weights);
        logits = size(path, known);
        WatermarkDetector detector = WatermarkDetector.of(
                mark, logits, known.bos().orElse(-1), known.eos().orElse(-1));
        for (HumanText text : given) {
            report(text, mark, detector, bayesian);
        }
        return ExitCode.OK;
    }

    private Watermark mark() {
        try {
            Watermark mark = Watermarks.parse(spec);
            if (weights != null && !(mark instanceof SynthIdWatermark)) {
                throw console.wrong("--weights is for SynthID-Text; other watermarks have no weights");
            }
            return mark;
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }

    /** The number of logits of the model: green lists depend on it. */
    private int size(Path path, Tokenizer tokens) {
        if (vocabulary != null) {
            if (vocabulary < 1) {
                throw console.wrong("--vocabulary is the number of a model's logits, at least 1, not " + vocabulary);
            }
            return vocabulary;
        }
        boolean isTokenizer = !Files.isDirectory(path) && !GgufFile.isGguf(path);
        return isTokenizer ? tokens.size() : LogitCount.of(ModelSource.open(path), tokens.size());
    }

    private void learn(Watermark mark) throws IOException {
        if (marked == null || plain == null || weights == null) {
            throw console.wrong(
                    "weights are learned from --marked and --plain texts and written to --weights; give all three");
        }
        if (!(mark instanceof SynthIdWatermark synthId)) {
            throw console.wrong("--weights is for SynthID-Text; other watermarks have no weights");
        }
        BayesianTrainer.Result result;
        try {
            result = BayesianTrainer.DEFAULT.train(readings(marked, synthId), readings(plain, synthId));
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
        OutputFile.write(weights, (result.detector().toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        String said = String.format(
                Locale.ROOT, "wrote %s: loss %.4f on %d texts held out", weights, result.loss(), result.held());
        if (json) {
            console.note(said);
        } else {
            console.line(said);
        }
    }

    private List<SynthIdText> readings(Path path, SynthIdWatermark mark) throws IOException {
        List<SynthIdText> out = new ArrayList<>();
        for (HumanText text : TextFolder.read(path, texts.separator())) {
            out.add(SynthIdText.of(
                    mark, tokens(text), Objects.requireNonNull(tokenizer).eos().orElse(-1)));
        }
        return out;
    }

    private int[] tokens(HumanText text) {
        if (!ids) {
            return Objects.requireNonNull(tokenizer).encode(text.text(), false, false);
        }
        int[] given;
        try {
            given = Arrays.stream(text.text().strip().split("[,\\s]+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw console.wrong("%s has no ids of tokens but other words; leave out --ids".formatted(text.source()));
        }
        for (int id : given) {
            if (logits > 0 && (id < 0 || id >= logits)) {
                throw console.wrong("%s has the id %d, which is none of the model's %d tokens"
                        .formatted(text.source(), id, logits));
            }
        }
        return given;
    }

    private void report(
            HumanText text, Watermark mark, WatermarkDetector detector, @Nullable BayesianDetector bayesian) {
        int[] tokens = tokens(text);
        WatermarkDetector.Evidence evidence;
        Float posterior = null;
        try {
            evidence = detector.detect(tokens);
            if (bayesian != null && mark instanceof SynthIdWatermark synthId) {
                posterior = bayesian.posterior(SynthIdText.of(
                        synthId, tokens, Objects.requireNonNull(tokenizer).eos().orElse(-1)));
            }
        } catch (IllegalArgumentException e) {
            ObjectNode none = JsonNodeFactory.instance.objectNode().put("source", text.source());
            console.line(
                    json
                            ? none.put("too_short", String.valueOf(e.getMessage()))
                                    .toString()
                            : "%s: not judged: %s".formatted(text.source(), e.getMessage()));
            return;
        }
        console.line(json ? object(text, evidence, posterior) : line(text, evidence, posterior));
    }

    private static String object(HumanText text, WatermarkDetector.Evidence evidence, @Nullable Float posterior) {
        ObjectNode out = JsonNodeFactory.instance
                .objectNode()
                .put("source", text.source())
                .put("watermark", evidence.kind())
                .put("tokens", evidence.tokens())
                .put("scored", evidence.scored())
                .put(evidence.statistic(), evidence.value())
                .put("p_value", evidence.p());
        return (posterior == null ? out : out.put("posterior", posterior)).toString();
    }

    private static String line(HumanText text, WatermarkDetector.Evidence evidence, @Nullable Float posterior) {
        String said = String.format(
                Locale.ROOT,
                "%s: %s, %d of %d tokens scored, %s %.4f, p-value %.3g",
                text.source(),
                evidence.kind(),
                evidence.scored(),
                evidence.tokens(),
                evidence.statistic().replace('_', ' '),
                evidence.value(),
                evidence.p());
        return posterior == null ? said : said + String.format(Locale.ROOT, ", posterior %.4f", posterior);
    }
}
