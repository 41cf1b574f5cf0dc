package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.detect.attack.Attack;
import org.menura.detect.attack.Attacks;
import org.menura.detect.attack.Rewriter;
import org.menura.detect.calibrate.HumanText;
import org.menura.format.OutputFile;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.tensor.Rng;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura detect attack}: changes texts as somebody does who wants to escape detectors. */
@Command(
        name = "attack",
        description = {
            "Changes a text by one of RAID's attacks, to see what a detector is worth against it.",
            "Without a model: alternative-spelling, article-deletion, homoglyph, insert-paragraphs, number, misspelling, upper-lower,"
                    + " whitespace, zero-width-space. By a model that follows instructions: synonym, paraphrase."
        },
        footer = {
            "%nExamples:",
            "  menura detect attack homoglyph -f essay.txt",
            "  menura detect attack misspelling --rate 0.3 --seed 7 -f essays/ -o out.jsonl",
            "  menura detect attack paraphrase -m Qwen3-0.6B -f essay.txt"
        })
final class DetectAttackCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private DetectTextOptions texts = new DetectTextOptions();

    @Parameters(paramLabel = "ATTACK", description = "The attack.")
    private String name = "";

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            description = "Share of the places that are changed, 0 to 1 (default: RAID's).")
    private @Nullable Double rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Which places (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The model of synonym and paraphrase.")
    private @Nullable String model;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Where to write: a text, or lines {\"source\", \"attack\", \"text\"} of several (default: the standard"
                            + " output).")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException {
        double share = rate == null ? Attacks.usualRate(name) : rate;
        if (!(share >= 0 && share <= 1)) {
            throw console.wrong("--rate is a share from 0 to 1, not " + rate);
        }
        if (model != null && !Attacks.needsModel(name)) {
            throw console.wrong(name + " needs no model; leave out --model");
        }
        if (model == null) {
            return attack(Attacks.named(name, null), share);
        }
        LoadOptions how = LoadOptions.defaults().withBackend(threads.backend(false));
        try (LanguageModel loaded = Menura.load(ModelOptions.find(model), how)) {
            return attack(Attacks.named(name, Rewriter.of(loaded)), share);
        }
    }

    private int attack(Attack attack, double share) throws IOException {
        List<HumanText> given = texts.read(console);
        if (given.isEmpty()) {
            throw console.wrong("which text? give -p TEXT or -f FILE");
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < given.size(); i++) {
            HumanText text = given.get(i);
            String changed = attack.apply(text.text(), share, new Rng(seed, i));
            if (given.size() == 1) {
                out.append(changed).append('\n');
            } else {
                out.append(new ObjectMapper()
                                .createObjectNode()
                                .put("source", text.source())
                                .put("attack", name)
                                .put("text", changed))
                        .append('\n');
            }
        }
        if (output == null) {
            console.stream(out.toString());
        } else {
            OutputFile.write(output, out.toString().getBytes(StandardCharsets.UTF_8));
            console.wrote(output, "wrote " + output);
        }
        return ExitCode.OK;
    }
}
